package org.cmimage.sources.tar;

import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.tree.TreeEntry;

/** An {@link org.cmimage.core.tree.EntrySink} that also receives the names of owners. */
@FunctionalInterface
public interface NamedEntrySink {
  /**
   * Accepts one entry.
   *
   * @param content as in {@link org.cmimage.core.tree.EntrySink#accept}
   * @throws IOException if the entry cannot be accepted; the source stops
   */
  void accept(TreeEntry entry, OwnerNames names, InputStream content) throws IOException;
}
