package org.cmimage.sources.archive;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.sources.archive.entries.ArchiveEntries;
import org.cmimage.sources.archive.entries.ArchiveEntries.Use;
import org.cmimage.sources.archive.entries.ArchiveFault;
import org.cmimage.sources.archive.entries.ContainerEntries;
import org.cmimage.sources.archive.entries.IsoEntries;
import org.cmimage.sources.archive.entries.IsoFacts;
import org.cmimage.sources.archive.entries.SquashfsEntries;
import org.cmimage.sources.archive.entries.TarEntries;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.container.ContainerImage;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.location.VfsLocation;
import org.cmimage.sources.overlay.OverlayfsMarks;
import org.cmimage.sources.squashfs.SquashfsImage;
import org.cmimage.sources.tar.BehindEnd;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.TarReader;

/**
 * A tree in a file or at a URL: a tar archive, a squashfs or ISO 9660 image, told apart by their
 * content. Every reading starts anew. Immutable; thread-safe.
 *
 * <p>Failures are {@link FaultException}s that name the archive and, where it is damaged, the entry
 * near which; so are a sink's that blame the archive.
 */
public final class ImageArchive {
  private static final int BLOCK = 512;
  private static final int SHOWN = 24;
  private static final int MAGIC = 4;

  private final LocatedFile file;
  private final ArchiveEntries entries;

  private ImageArchive(ArchiveEntries entries) {
    this.file = entries.file();
    this.entries = entries;
  }

  /**
   * Finds an archive, reading its first bytes.
   *
   * @param location a path, or a {@code file:}, {@code http:}, {@code https:} or {@code sftp:} URL
   * @param concatenated whether archives behind the end mark of the first one are read too
   * @param wanted which container image, where there are images for several platforms
   * @throws FaultException where there is none, it cannot be reached, or is no tar archive
   */
  public static ImageArchive find(
      String location,
      Decompressor decompressor,
      boolean concatenated,
      Optional<Architecture> wanted)
      throws IOException {
    LocatedFile file = locate(location);
    try (InputStream bytes = new BufferedInputStream(file.open())) {
      bytes.mark(ContainerImage.HEAD);
      byte[] head = bytes.readNBytes(ContainerImage.HEAD);
      bytes.reset();
      byte[] start = Arrays.copyOf(head, Math.min(head.length, BLOCK));
      if (start.length >= MAGIC && SquashfsImage.isImage(Arrays.copyOf(start, MAGIC))) {
        return new ImageArchive(SquashfsEntries.find(file));
      }
      if (!TarReader.isArchive(start) || isBlank(start)) {
        Optional<IsoEntries> iso = IsoEntries.find(file);
        if (iso.isPresent()) {
          return new ImageArchive(iso.get());
        }
      }
      requireTar(file, bytes, decompressor);
      Optional<ContainerEntries> container =
          ContainerEntries.find(file, head, decompressor, wanted);
      if (container.isPresent()) {
        return new ImageArchive(container.get());
      }
      return new ImageArchive(new TarEntries(file, decompressor, concatenated));
    } catch (FaultException e) {
      throw ArchiveFault.named(file, e, "");
    }
  }

  /**
   * Finds the tree that squashfs images make together, each over those before it.
   *
   * @param layers at least one, the lowest first, at plain paths or inside an ISO 9660 image
   * @throws FaultException where one does not exist, or the last is no such image
   */
  public static ImageArchive ofLayers(List<Path> layers) throws IOException {
    return new ImageArchive(SquashfsEntries.ofLayers(layers));
  }

  private static void requireTar(LocatedFile file, InputStream bytes, Decompressor decompressor)
      throws IOException {
    try (InputStream tar = decompressor.open(bytes, file.size().orElse(Long.MAX_VALUE))) {
      byte[] head = tar.readNBytes(BLOCK);
      if (!TarReader.isArchive(head) || isBlank(head)) {
        requireArchive(file, head, tar.readNBytes(FileFormat.HEAD - head.length));
      }
    }
  }

  private static LocatedFile locate(String location) throws IOException {
    try {
      return VfsLocation.find(location);
    } catch (FaultException e) {
      if (new File(location).isDirectory()) {
        throw new FaultException(
            e.code(),
            e.getMessage() + " but a directory",
            new Remedy.Advice(
                "make a tar of it: tar -C "
                    + location
                    + " -c . > image.tar; one that is in its place already is registered by"
                    + " cm-image create ... --add-only"),
            e);
      }
      throw ArchiveFault.withoutMirror(e);
    }
  }

  private static boolean isBlank(byte[] head) {
    for (byte b : head) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** Names what is no archive. A block of zeros is an empty one, unless something is behind it. */
  private static void requireArchive(LocatedFile file, byte[] block, byte[] more)
      throws FaultException {
    byte[] head = Arrays.copyOf(block, block.length + more.length);
    System.arraycopy(more, 0, head, block.length, more.length);
    Optional<FileFormat> format = FileFormat.of(head);
    if (format.isPresent()) {
      throw ArchiveFault.corrupt(
          file,
          "it is no tar archive: it is " + format.get().name(),
          new Remedy.Advice(format.get().cure()));
    } else if (head.length == 0) {
      throw ArchiveFault.corrupt(
          file, "it is no tar archive: it is empty", ArchiveFault.FETCH_AGAIN);
    } else if (!TarReader.isArchive(block)) {
      byte[] start = Arrays.copyOf(block, Math.min(SHOWN, block.length));
      throw ArchiveFault.corrupt(
          file,
          "it is no tar archive: it begins with \"" + TreePath.printable(start) + "\"",
          new Remedy.Advice(
              "name a tar, plain or compressed by gzip, xz, zstd, lz4 or bzip2, or an image of"
                  + " squashfs or ISO 9660; what it is tells: file FILE"));
    } else if (isBlank(head) && head.length == FileFormat.HEAD) {
      throw ArchiveFault.corrupt(
          file,
          "it is no tar archive: it begins with " + FileFormat.HEAD + " zeros",
          ArchiveFault.FETCH_AGAIN);
    }
  }

  /** Returns the tree of a component in it, whose digest nobody gave. */
  public TreeSource source(ComponentName component) {
    return new ArchiveSource(component, this, Optional.empty());
  }

  /** Returns what it is, for people, such as {@code tar archive}. */
  public String form() {
    return entries.form();
  }

  /** Returns what it says of itself where it is an ISO 9660 image. */
  public Optional<IsoFacts> iso() {
    return entries instanceof IsoEntries iso ? Optional.of(iso.facts()) : Optional.empty();
  }

  /** Returns how many bytes are read for the tree; empty where that is not known. */
  Optional<Long> size() {
    return entries.size();
  }

  /** Returns what beside the file decides how its entries come out; empty for nothing. */
  String variant() {
    return entries.variant();
  }

  /** The file it is in. */
  LocatedFile file() {
    return file;
  }

  /**
   * Reads all entries as they are in the archive.
   *
   * @return what follows its end mark and was not read
   * @throws FaultException with {@link ErrorCode#SOURCE_CORRUPT} where it is damaged
   */
  public BehindEnd readEntries(Use use, NamedEntrySink sink) throws IOException {
    return entries.read(use, Optional.empty(), sink);
  }

  /** Begins a reading; called a second time where the first one has to be forgotten. */
  @FunctionalInterface
  public interface Beginning {
    /** Returns where the entries go. */
    EntrySink begin();
  }

  /**
   * Reads the entries of the tree that the archive holds: without a directory that all of it is in,
   * and without what a system's machine keeps in {@code /proc}, {@code /sys}, {@code /dev} and
   * {@code /run}.
   *
   * @param kind what it should be the tree of; empty where that is not known
   * @param beginning of one reading or two: where the directory that all is in was judged wrong
   *     from the first entries, the archive is read again
   * @throws FaultException with {@link ErrorCode#SOURCE_CORRUPT} where it is damaged or holds
   *     nothing
   */
  public LeftOut readTree(Optional<ComponentKind> kind, Beginning beginning) throws IOException {
    try {
      return readTree(kind, Known.NOTHING, Use.SOME_CONTENT, beginning.begin());
    } catch (TopDirectory.Misjudged e) {
      return readTree(
          kind,
          new Known(Optional.empty(), Optional.of(e.right())),
          Use.SOME_CONTENT,
          beginning.begin());
    }
  }

  /**
   * What is known of an archive before it is read.
   *
   * @param sha256 what the file's digest has to be, hexadecimal
   * @param top the directory that all is in, where an earlier reading told; the root for none
   */
  record Known(Optional<String> sha256, Optional<TreePath> top) {
    static final Known NOTHING = new Known(Optional.empty(), Optional.empty());
  }

  /**
   * Does the same once. The digest is known to be right when this returns.
   *
   * @throws TopDirectory.Misjudged where the directory that all is in was judged wrong
   * @throws FaultException with {@link ErrorCode#CHECKSUM_MISMATCH} where the digest is another,
   *     with {@link ErrorCode#SOURCE_CORRUPT} where it is damaged or holds nothing
   */
  LeftOut readTree(Optional<ComponentKind> kind, Known known, Use use, EntrySink sink)
      throws IOException {
    MachineMembers machine = new MachineMembers(kind, sink);
    TopDirectory top =
        known.top().isPresent()
            ? new TopDirectory(known.top().get(), machine)
            : new TopDirectory(kind, machine);
    PackedTree packed = new PackedTree();
    Members.Counter whiteouts = new Members.Counter();
    BehindEnd behind =
        entries.readTree(
            use,
            known.sha256(),
            (entry, content) -> {
              packed.see(entry.path());
              if (isWhiteout(entry.path()) || OverlayfsMarks.isMark(entry)) {
                whiteouts.add(entry.path());
              }
              top.accept(entry, content);
            });
    try {
      Optional<FaultException> noTree = packed.fault();
      if (noTree.isPresent()) {
        throw noTree.get();
      }
      top.finish();
    } catch (FaultException e) {
      throw ArchiveFault.named(file, e, "");
    }
    if (!top.holdsAnything()) {
      throw ArchiveFault.corrupt(
          file,
          "it holds no files",
          new Remedy.Advice("make it of the tree: tar -C DIRECTORY -c . > image.tar"));
    }
    return new LeftOut(top.prefix(), machine.leftOut(), whiteouts.members(), behind);
  }

  private static boolean isWhiteout(TreePath path) {
    return !path.isRoot() && TopDirectory.text(path.name()).startsWith(LeftOut.WHITEOUT);
  }
}
