package org.cmimage.core.tree;

import java.io.IOException;
import java.io.InputStream;

/** A consumer of the entries of an archive, one after another, in the archive's order. */
@FunctionalInterface
public interface EntrySink {
  /**
   * Accepts one entry.
   *
   * @param content exactly the entry's content for a regular file, empty otherwise; valid during
   *     the call only, not closed by the sink
   * @throws IOException when the entry cannot be processed; the source stops
   */
  void accept(TreeEntry entry, InputStream content) throws IOException;
}
