package org.cmimage.sources.overlay;

import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;

/** What an entry of a layer says. */
public sealed interface Mark {
  /**
   * It is an entry of the tree.
   *
   * @param entry without what only overlays know
   * @param opaque whether it is a directory that hides all that lower layers have in it
   */
  record Entry(TreeEntry entry, boolean opaque) implements Mark {}

  /** It hides what lower layers have at a path. */
  record Whiteout(TreePath path) implements Mark {}

  /** It hides what lower layers have in a directory. */
  record Opaque(TreePath directory) implements Mark {}

  /** It is for the program that made the layer. */
  record Ignored() implements Mark {}

  /** How a kind of layers marks what it hides. */
  interface Reader {
    /**
     * Returns what an entry says.
     *
     * @throws org.cmimage.core.fault.FaultException where it cannot be told without other layers
     */
    Mark read(TreeEntry entry) throws java.io.IOException;
  }
}
