package org.cmimage.sources.archive.entries;

import java.io.IOException;
import java.util.Optional;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.tar.NamedEntrySink;
import org.cmimage.sources.tar.TrailingContent;

/**
 * A file that holds a tree, in any of the supported formats. Every reading starts from the
 * beginning. Immutable; thread-safe.
 *
 * <p>Failures are {@link org.cmimage.core.fault.FaultException}s that name the file and, if it is
 * damaged, the entry close to the damage; so are failures of a sink that are caused by the file.
 */
public interface ArchiveEntries {
  /** The share of the content of files that a sink reads. */
  enum Use {
    /** Nearly all of it. */
    ALL_CONTENT,
    /** A part of it, or nothing. */
    SOME_CONTENT
  }

  /** Returns the file. */
  LocatedFile file();

  /** Returns the format for messages, such as {@code tar archive}. */
  String form();

  /** Returns the settings beside the file that influence its entries, as a text; empty for none. */
  String variant();

  /**
   * Reads all entries as they are in the file.
   *
   * @param sha256 the expected digest of the file, hexadecimal; verified when this returns
   * @return what follows the entries and was not read
   * @throws org.cmimage.core.fault.FaultException with {@code CHECKSUM_MISMATCH} if the digest
   *     differs, with {@code SOURCE_CORRUPT} if the file is damaged
   */
  TrailingContent read(Use use, Optional<String> sha256, NamedEntrySink sink) throws IOException;

  /**
   * Reads the entries of the tree that the file belongs to: those in the file, unless it stores
   * them in layers or needs other files for them.
   *
   * @param sha256 as in {@link #read}
   * @return what follows the entries and was not read
   * @throws org.cmimage.core.fault.FaultException as in {@link #read}
   */
  default TrailingContent readTree(Use use, Optional<String> sha256, EntrySink sink)
      throws IOException {
    return read(use, sha256, (entry, names, content) -> sink.accept(entry, content));
  }

  /** Returns the number of bytes that are read for the tree; empty if it is unknown. */
  default Optional<Long> size() {
    return file().size();
  }
}
