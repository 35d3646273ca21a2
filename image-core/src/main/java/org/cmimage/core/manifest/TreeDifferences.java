package org.cmimage.core.manifest;

import java.util.List;

/**
 * The differences between a tree and its manifest.
 *
 * @param compared number of nodes of the tree
 * @param missing number of nodes missing in the tree
 * @param extra number of nodes missing in the manifest
 * @param changed number of nodes that differ
 * @param first the first ones of each kind, up to the requested number, sorted by path
 */
public record TreeDifferences(
    long compared, long missing, long extra, long changed, List<TreeDifference> first) {
  public TreeDifferences {
    first = List.copyOf(first);
  }

  /** Returns whether the tree equals its manifest. */
  public boolean isEmpty() {
    return missing + extra + changed == 0;
  }
}
