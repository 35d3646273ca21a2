package org.cmimage.core.scrub;

import org.cmimage.core.tree.TreePath;

/**
 * A match of a rule in a tree.
 *
 * @param path the path
 * @param reason why it should not be there
 * @param renewal how a node gets its own, where it needs one; may be empty
 * @param isOfSite whether an administrator may have put it there for all nodes, so that it is kept
 *     in a tree made elsewhere
 */
public record Residue(TreePath path, String reason, String renewal, boolean isOfSite) {
  /** Returns the reason and how nodes get their own. */
  public String why() {
    return renewal.isEmpty() ? reason : reason + "; " + renewal;
  }

  @Override
  public String toString() {
    return path + ": " + why();
  }
}
