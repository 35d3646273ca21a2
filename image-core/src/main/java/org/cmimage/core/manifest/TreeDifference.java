package org.cmimage.core.manifest;

import java.util.List;
import org.cmimage.core.tree.TreePath;

/**
 * A node that differs from the manifest.
 *
 * @param facts for a changed node, each fact that differs, such as {@code mode: expected 0755,
 *     found 0700}; else empty
 */
public record TreeDifference(TreePath path, Change change, List<String> facts) {
  /** The kind of difference. */
  public enum Change {
    /** In the manifest, not in the tree. */
    MISSING,
    /** In the tree, not in the manifest. */
    EXTRA,
    /** In both, with different facts. */
    CHANGED
  }

  public TreeDifference {
    facts = List.copyOf(facts);
  }

  /** Returns the text for display: {@code /usr/bin/x: mode: expected 0755, found 0700}. */
  @Override
  public String toString() {
    return path
        + ": "
        + switch (change) {
          case MISSING -> "missing";
          case EXTRA -> "not in the manifest";
          case CHANGED -> String.join("; ", facts);
        };
  }
}
