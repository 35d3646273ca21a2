package org.cmimage.core.tree;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A reader of small files of a tree that need not be unpacked: a directory, or the files kept from
 * a pass over an archive. Links inside the tree are followed; none leads out. Thread-safe.
 */
public interface TreeView {
  /**
   * Returns the content of the regular file at {@code path}; empty if there is none.
   *
   * @throws IOException also where it is longer than {@code limit} bytes or is not a regular file
   */
  Optional<byte[]> read(TreePath path, int limit) throws IOException;

  /**
   * Returns the paths of the entries of a directory, sorted; empty if there is no such directory.
   */
  List<TreePath> list(TreePath directory) throws IOException;
}
