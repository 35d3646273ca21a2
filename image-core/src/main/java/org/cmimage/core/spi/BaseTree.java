package org.cmimage.core.spi;

import org.cmimage.core.tree.TreeView;

/**
 * The root of an existing distribution, on top of which packages are installed. Holds no open
 * files.
 */
public interface BaseTree extends TreeSource {
  /** Returns the files that can be read before unpacking: at least the package database. */
  TreeView view();

  /**
   * Returns the size of its files that need space, in bytes; zero where they may share their blocks
   * with an existing tree.
   */
  long bytes();
}
