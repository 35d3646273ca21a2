package org.cmimage.sources.overlay;

import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;

/** The meaning of an entry of a layer. */
public sealed interface Mark {
  /**
   * An entry of the tree.
   *
   * @param entry without attributes that only overlays use
   * @param opaque whether it is a directory that hides the content of the same directory in lower
   *     layers
   */
  record Entry(TreeEntry entry, boolean opaque) implements Mark {}

  /** A mark that hides a path in lower layers. */
  record Whiteout(TreePath path) implements Mark {}

  /** A mark that hides the content of a directory in lower layers. */
  record Opaque(TreePath directory) implements Mark {}

  /** An entry for the program that made the layer. */
  record Ignored() implements Mark {}

  /** Reads one kind of marks. */
  interface Reader {
    /**
     * Returns the meaning of an entry.
     *
     * @throws org.cmimage.core.fault.FaultException if it cannot be determined without other layers
     */
    Mark read(TreeEntry entry) throws java.io.IOException;
  }
}
