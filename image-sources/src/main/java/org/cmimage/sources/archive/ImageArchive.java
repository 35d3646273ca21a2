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
import org.cmimage.core.tree.TreeEntry;
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
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.TarReader;
import org.cmimage.sources.tar.TrailingContent;

/**
 * A tree in a file or at a URL: a tar archive, a squashfs or ISO 9660 image, recognised by content.
 * Every reading starts from the beginning. Immutable; thread-safe.
 *
 * <p>Failures are {@link FaultException}s that name the archive and, if it is damaged, the entry
 * close to the damage; so are failures of a sink that are caused by the archive.
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
   * Opens an archive and recognises its format from its first bytes.
   *
   * @param location a path, or a {@code file:}, {@code http:}, {@code https:} or {@code sftp:} URL
   * @param concatenated whether archives after the end mark of the first one are read too
   * @param wanted the platform to choose where a container archive has images for several
   * @throws FaultException if it does not exist, cannot be reached, or is not an archive
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
   * Opens the tree that squashfs images form together, each on top of those before it.
   *
   * @param layers at least one, the lowest first, at plain paths or inside an ISO 9660 image
   * @throws FaultException if one does not exist, or the last is not a squashfs image
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
            e.fault()
                .withFact("it is not a file but a directory")
                .withRemedy(
                    new Remedy.Advice(
                        "make a tar of it: tar -C "
                            + location
                            + " -c . > image.tar; one that is in its place already is registered by"
                            + " cm-image create ... --add-only")),
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

  /**
   * Fails if a file is not an archive, and names its format. A block of zeros is an empty archive,
   * unless data follows it.
   */
  private static void requireArchive(LocatedFile file, byte[] block, byte[] more)
      throws FaultException {
    byte[] head = Arrays.copyOf(block, block.length + more.length);
    System.arraycopy(more, 0, head, block.length, more.length);
    Optional<FileFormat> format = FileFormat.of(head);
    if (format.isPresent()) {
      throw ArchiveFault.corrupt(
          file,
          "it is not a tar archive: it is " + format.get().name(),
          new Remedy.Advice(format.get().cure()));
    } else if (head.length == 0) {
      throw ArchiveFault.corrupt(
          file, "it is not a tar archive: it is empty", ArchiveFault.FETCH_AGAIN);
    } else if (!TarReader.isArchive(block)) {
      byte[] start = Arrays.copyOf(block, Math.min(SHOWN, block.length));
      throw ArchiveFault.corrupt(
          file,
          "it is not a tar archive: it begins with \"" + TreePath.printable(start) + "\"",
          new Remedy.Advice(
              "name a tar, plain or compressed by gzip, xz, zstd, lz4 or bzip2, or an image of"
                  + " squashfs or ISO 9660; to identify it: file FILE"));
    } else if (isBlank(head) && head.length == FileFormat.HEAD) {
      throw ArchiveFault.corrupt(
          file,
          "it is not a tar archive: it begins with " + FileFormat.HEAD + " zeros",
          ArchiveFault.FETCH_AGAIN);
    }
  }

  /** Returns the tree of a component in this archive, whose digest is unknown. */
  public TreeSource source(ComponentName component) {
    return new ArchiveSource(component, this, Optional.empty());
  }

  /** Returns the format for messages, such as {@code tar archive}. */
  public String form() {
    return entries.form();
  }

  /** Returns the descriptive fields of an ISO 9660 image; empty for other formats. */
  public Optional<IsoFacts> iso() {
    return entries instanceof IsoEntries iso ? Optional.of(iso.facts()) : Optional.empty();
  }

  /** Returns the number of bytes that are read for the tree; empty if it is unknown. */
  Optional<Long> size() {
    return entries.size();
  }

  /** Returns the settings beside the file that influence its entries, as a text; empty for none. */
  String variant() {
    return entries.variant();
  }

  /** Returns the file that holds the archive. */
  LocatedFile file() {
    return file;
  }

  /**
   * Reads all entries as they are in the archive.
   *
   * @return what follows the end mark and was not read
   * @throws FaultException with {@link ErrorCode#SOURCE_CORRUPT} if it is damaged
   */
  public TrailingContent readEntries(Use use, NamedEntrySink sink) throws IOException {
    return entries.read(use, Optional.empty(), sink);
  }

  /** Starts a reading; called a second time if the result of the first one is discarded. */
  @FunctionalInterface
  public interface Beginning {
    /** Returns the sink for the entries. */
    EntrySink begin();
  }

  /**
   * Reads the entries of the tree that the archive holds: without the directory that contains all
   * of it, and without the contents of {@code /proc}, {@code /sys}, {@code /dev} and {@code /run}
   * of a system.
   *
   * @param kind the expected component; empty if it is unknown
   * @param beginning called for each of one or two readings: if the enclosing directory was
   *     misjudged from the first entries, the archive is read again
   * @throws FaultException with {@link ErrorCode#SOURCE_CORRUPT} if it is damaged or holds nothing
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
   * Facts about an archive before it is read.
   *
   * @param sha256 the expected digest of the file, hexadecimal
   * @param top the directory that contains everything, if an earlier reading found it; the root for
   *     none
   */
  record Known(Optional<String> sha256, Optional<TreePath> top) {
    static final Known NOTHING = new Known(Optional.empty(), Optional.empty());
  }

  /**
   * Reads the entries of the tree once. The digest is verified when this returns.
   *
   * @throws TopDirectory.Misjudged if the enclosing directory was misjudged
   * @throws FaultException with {@link ErrorCode#CHECKSUM_MISMATCH} if the digest differs, with
   *     {@link ErrorCode#SOURCE_CORRUPT} if it is damaged or holds nothing
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
    TrailingContent behind =
        entries.readTree(
            use,
            known.sha256(),
            (entry, content) -> {
              packed.see(entry.path());
              requireOwnContent(entry);
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

  private void requireOwnContent(TreeEntry entry) throws FaultException {
    try {
      OverlayfsMarks.requireOwnContent(entry);
    } catch (FaultException e) {
      throw ArchiveFault.corrupt(file, e.fault().fact(), e.remedy());
    }
  }

  private static boolean isWhiteout(TreePath path) {
    return !path.isRoot() && TopDirectory.text(path.name()).startsWith(LeftOut.WHITEOUT);
  }
}
