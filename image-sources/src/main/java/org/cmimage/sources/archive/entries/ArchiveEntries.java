package org.cmimage.sources.archive.entries;

import java.io.IOException;
import java.util.Optional;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.sources.location.LocatedFile;
import org.cmimage.sources.tar.BehindEnd;
import org.cmimage.sources.tar.NamedEntrySink;

/**
 * A file that holds a tree, whatever its form. Every reading starts anew. Immutable; thread-safe.
 *
 * <p>Failures are {@link org.cmimage.core.fault.FaultException}s that name the file and, where it
 * is damaged, the entry near which; so are a sink's that blame the file.
 */
public interface ArchiveEntries {
  /** What a sink does with the content of files. */
  enum Use {
    /** It reads nearly all of it. */
    ALL_CONTENT,
    /** It reads a part of it, or nothing. */
    SOME_CONTENT
  }

  /** Returns the file. */
  LocatedFile file();

  /** Returns what it is, for people, such as {@code tar archive}. */
  String form();

  /** Returns what beside the file itself decides how its entries come out; empty for nothing. */
  String variant();

  /**
   * Reads all entries as they are in the file.
   *
   * @param sha256 what the file's digest has to be, hexadecimal; known to be right when this
   *     returns
   * @return what follows the entries and was not read
   * @throws org.cmimage.core.fault.FaultException with {@code CHECKSUM_MISMATCH} where the digest
   *     is another, with {@code SOURCE_CORRUPT} where the file is damaged
   */
  BehindEnd read(Use use, Optional<String> sha256, NamedEntrySink sink) throws IOException;

  /**
   * Reads the entries of the tree that the file is of: those in the file, unless it has them in
   * layers or needs other files for them.
   *
   * @param sha256 as {@link #read} has it
   * @return what follows the entries and was not read
   * @throws org.cmimage.core.fault.FaultException as {@link #read} has it
   */
  default BehindEnd readTree(Use use, Optional<String> sha256, EntrySink sink) throws IOException {
    return read(use, sha256, (entry, names, content) -> sink.accept(entry, content));
  }

  /** Returns how many bytes are read for the tree; empty where that is not known. */
  default Optional<Long> size() {
    return file().size();
  }
}
