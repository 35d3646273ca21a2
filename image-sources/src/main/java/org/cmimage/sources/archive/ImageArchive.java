package org.cmimage.sources.archive;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.EntrySink;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.TreeEntry;
import org.cmimage.core.spi.TreePath;
import org.cmimage.model.ComponentKind;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.compress.ReadAhead;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.location.VfsLocation;
import org.cmimage.sources.tar.BehindEnd;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.TarReader;
import org.cmimage.sources.tar.TarReader.Concatenation;

/**
 * A tar archive in a file or at a URL. Every reading starts anew. Immutable; thread-safe.
 *
 * <p>Failures are {@link FaultException}s that name the archive and, where it is damaged, the entry
 * near which; so are a sink's that blame the archive.
 */
public final class ImageArchive {
  private static final int BLOCK = 512;
  private static final int SHOWN = 24;

  private final LocatedFile file;
  private final Decompressor decompressor;
  private final boolean concatenated;

  private ImageArchive(LocatedFile file, Decompressor decompressor, boolean concatenated) {
    this.file = file;
    this.decompressor = decompressor;
    this.concatenated = concatenated;
  }

  /**
   * Finds an archive, reading its first bytes.
   *
   * @param location a path, or a {@code file:}, {@code http:}, {@code https:} or {@code sftp:} URL
   * @param concatenated whether archives behind the end mark of the first one are read too
   * @throws FaultException where there is none, it cannot be reached, or is no tar archive
   */
  public static ImageArchive find(String location, Decompressor decompressor, boolean concatenated)
      throws IOException {
    LocatedFile file = locate(location);
    ImageArchive archive = new ImageArchive(file, decompressor, concatenated);
    try (InputStream bytes = new BufferedInputStream(file.open());
        InputStream tar = decompressor.open(bytes, file.size().orElse(Long.MAX_VALUE))) {
      byte[] head = tar.readNBytes(BLOCK);
      if (!TarReader.isArchive(head) || isBlank(head)) {
        archive.requireArchive(head, tar.readNBytes(FileFormat.HEAD - head.length));
      }
      return archive;
    } catch (FaultException e) {
      throw archive.named(e, "");
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
  private void requireArchive(byte[] block, byte[] more) throws FaultException {
    byte[] head = Arrays.copyOf(block, block.length + more.length);
    System.arraycopy(more, 0, head, block.length, more.length);
    Optional<FileFormat> format = FileFormat.of(head);
    if (format.isPresent()) {
      throw fault(
          "it is no tar archive: it is " + format.get().name(),
          new Remedy.Advice(format.get().cure()));
    } else if (head.length == 0) {
      throw fault("it is no tar archive: it is empty", ArchiveFault.FETCH_AGAIN);
    } else if (!TarReader.isArchive(block)) {
      byte[] start = Arrays.copyOf(block, Math.min(SHOWN, block.length));
      throw fault(
          "it is no tar archive: it begins with \"" + TreePath.printable(start) + "\"",
          new Remedy.Advice(
              "name a tar, plain or compressed by gzip, xz, zstd, lz4 or bzip2; what it is tells:"
                  + " file FILE"));
    } else if (isBlank(head) && head.length == FileFormat.HEAD) {
      throw fault(
          "it is no tar archive: it begins with " + FileFormat.HEAD + " zeros",
          ArchiveFault.FETCH_AGAIN);
    }
  }

  /** Whether archives behind the end mark of the first one are read too. */
  boolean concatenated() {
    return concatenated;
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
  public BehindEnd readEntries(NamedEntrySink sink) throws IOException {
    return read(sink, Optional.empty());
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
      return readTree(kind, Optional.empty(), Optional.empty(), beginning.begin());
    } catch (TopDirectory.Misjudged e) {
      return readTree(kind, Optional.empty(), Optional.of(e.right()), beginning.begin());
    }
  }

  /**
   * Does the same once.
   *
   * @param sha256 what the file's digest has to be, hexadecimal; known to be right when this
   *     returns
   * @param known the directory that all is in, where an earlier reading told; the root for none
   * @throws TopDirectory.Misjudged where the directory that all is in was judged wrong
   * @throws FaultException with {@link ErrorCode#CHECKSUM_MISMATCH} where the digest is another,
   *     with {@link ErrorCode#SOURCE_CORRUPT} where it is damaged or holds nothing
   */
  LeftOut readTree(
      Optional<ComponentKind> kind,
      Optional<String> sha256,
      Optional<TreePath> known,
      EntrySink sink)
      throws IOException {
    MachineMembers machine = new MachineMembers(kind, sink);
    TopDirectory top =
        known.isPresent()
            ? new TopDirectory(known.get(), machine)
            : new TopDirectory(kind, machine);
    PackedTree packed = new PackedTree();
    Members.Counter whiteouts = new Members.Counter();
    BehindEnd behind =
        read(
            (entry, names, content) -> {
              packed.see(entry.path());
              if (isWhiteout(entry.path())) {
                whiteouts.add(entry.path());
              }
              top.accept(entry, content);
            },
            sha256);
    try {
      Optional<FaultException> noTree = packed.fault();
      if (noTree.isPresent()) {
        throw noTree.get();
      }
      top.finish();
    } catch (FaultException e) {
      throw named(e, "");
    }
    if (!top.holdsAnything()) {
      throw fault(
          "it holds no files",
          new Remedy.Advice("make it of the tree: tar -C DIRECTORY -c . > image.tar"));
    }
    return new LeftOut(top.prefix(), machine.leftOut(), whiteouts.members(), behind);
  }

  private static boolean isWhiteout(TreePath path) {
    return !path.isRoot() && TopDirectory.text(path.name()).startsWith(LeftOut.WHITEOUT);
  }

  /** One thread reads and digests, one decompresses, this one parses. */
  private BehindEnd read(NamedEntrySink sink, Optional<String> sha256) throws IOException {
    Position position = new Position();
    try (DigestedFile bytes = new DigestedFile(file, sha256.isPresent());
        ReadAhead raw = new ReadAhead("archive", () -> bytes);
        ReadAhead tar = new ReadAhead("decompress", () -> open(raw))) {
      BehindEnd behind =
          TarReader.readNamed(
              tar,
              concatenated ? Concatenation.READ : Concatenation.NOT_READ,
              (entry, names, content) -> {
                position.enter(entry);
                sink.accept(entry, names, content);
              });
      raw.skipAll();
      if (sha256.isPresent()) {
        demand(sha256, bytes.hash(), "");
      }
      return behind;
    } catch (FaultException e) {
      throw explained(e, position.toString(), sha256);
    }
  }

  /** Leaves {@code raw} open: its end is still to be digested when that of the data is reached. */
  private InputStream open(InputStream raw) throws IOException {
    InputStream kept =
        new FilterInputStream(raw) {
          @Override
          public void close() {
            // who opened it does
          }
        };
    return decompressor.open(kept, file.size().orElse(Long.MAX_VALUE));
  }

  /** Where a file has the wrong digest, that is what is wrong, not what it led to. */
  private FaultException explained(FaultException e, String near, Optional<String> sha256)
      throws FaultException {
    FaultException named = named(e, near);
    if (sha256.isPresent() && file.isLocal() && e.code() == ErrorCode.SOURCE_CORRUPT) {
      Optional<String> found = DigestedFile.hash(file);
      if (found.isPresent()) {
        demand(sha256, found.get(), "; " + named.getMessage());
      }
    }
    return named;
  }

  private void demand(Optional<String> sha256, String found, String more) throws FaultException {
    if (sha256.isPresent() && !sha256.get().equals(found)) {
      throw new FaultException(
          ErrorCode.CHECKSUM_MISMATCH,
          "cannot use archive "
              + file.name()
              + ": expected SHA-256 "
              + sha256.get()
              + ", found "
              + found
              + more,
          ArchiveFault.FETCH_AGAIN);
    }
  }

  private FaultException fault(String fact, Remedy remedy) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT, "cannot read archive " + file.name() + ": " + fact, remedy);
  }

  private FaultException named(FaultException e, String near) {
    String fact = e.getMessage().replaceFirst("^cannot read tar archive: ", "");
    if (e.code() != ErrorCode.SOURCE_CORRUPT || fact.startsWith("cannot read archive ")) {
      return ArchiveFault.withoutMirror(e);
    }
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot read archive " + file.name() + ": " + fact + near,
        e.remedy(),
        e);
  }

  /** How far reading has come. */
  private static final class Position {
    private long count;
    private TreePath path = TreePath.ROOT;

    void enter(TreeEntry entry) {
      count++;
      path = entry.path();
    }

    @Override
    public String toString() {
      return count == 0
          ? " (before its first entry)"
          : " (at or behind entry " + count + ", \"" + path + "\")";
    }
  }
}
