package org.cmimage.core.manifest;

import java.util.List;
import org.cmimage.core.tree.TreePath;

/**
 * One node that is not as the manifest has it.
 *
 * @param facts for a changed node, each fact that differs, such as {@code mode: expected 0755,
 *     found 0700}; else empty
 */
public record TreeDifference(TreePath path, Change change, List<String> facts) {
  /** How a node differs. */
  public enum Change {
    /** In the manifest, not in the tree. */
    MISSING,
    /** In the tree, not in the manifest. */
    EXTRA,
    /** In both, and not the same. */
    CHANGED
  }

  public TreeDifference {
    facts = List.copyOf(facts);
  }

  /** For people: {@code /usr/bin/x: mode: expected 0755, found 0700}. */
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
