package org.cmimage.core.spi;

import org.cmimage.core.tree.TreeView;

/**
 * The root of a distribution that others made, on top of which packages are installed. Holds no
 * open files.
 */
public interface BaseTree extends TreeSource {
  /** Returns what can be read of it before it is unpacked: at least its package database. */
  TreeView view();

  /**
   * Returns how many bytes its files have that will need room; zero where they may share their
   * blocks with a tree that is there.
   */
  long bytes();
}
