package org.cmimage.core.tree;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads small files of a tree that need not be unpacked: of a directory, or of what a pass over an
 * archive kept. Links inside the tree are followed; none leads out. Changes nothing. Thread-safe.
 */
public interface TreeView {
  /**
   * Returns the content of the regular file that {@code path} names; empty if there is none.
   *
   * @throws IOException also where it is longer than {@code limit} bytes or is not a regular file
   */
  Optional<byte[]> read(TreePath path, int limit) throws IOException;

  /** Returns the paths of what is in a directory, sorted; empty if there is no such directory. */
  List<TreePath> list(TreePath directory) throws IOException;
}
