package org.cmimage.sources.tar;

import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.tree.TreeEntry;

/** An {@link org.cmimage.core.tree.EntrySink} that is also told the names of owners. */
@FunctionalInterface
public interface NamedEntrySink {
  /**
   * Takes one entry.
   *
   * @param content as {@link org.cmimage.core.tree.EntrySink#accept} has it
   * @throws IOException when the entry cannot be taken; the source stops
   */
  void accept(TreeEntry entry, OwnerNames names, InputStream content) throws IOException;
}
