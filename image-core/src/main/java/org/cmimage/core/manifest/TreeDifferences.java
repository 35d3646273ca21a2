package org.cmimage.core.manifest;

import java.util.List;

/**
 * How a tree differs from its manifest.
 *
 * @param compared nodes of the tree that were looked at
 * @param missing number of nodes that are gone
 * @param extra number of nodes that the manifest does not have
 * @param changed number of nodes that are not the same
 * @param first the first ones of each kind, as many as were asked for, sorted by path
 */
public record TreeDifferences(
    long compared, long missing, long extra, long changed, List<TreeDifference> first) {
  public TreeDifferences {
    first = List.copyOf(first);
  }

  /** Whether the tree is what the manifest says. */
  public boolean isEmpty() {
    return missing + extra + changed == 0;
  }
}
