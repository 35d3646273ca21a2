package org.cmimage.sources.archive;

import java.util.List;
import org.cmimage.core.spi.TreePath;

/**
 * What of an archive is not in the tree.
 *
 * @param topDirectory the directory that everything was in; the root where there is none
 * @param machineMembers how many members were in directories that belong to a running machine
 * @param examples the first of them
 */
public record LeftOut(TreePath topDirectory, long machineMembers, List<TreePath> examples) {
  public LeftOut {
    examples = List.copyOf(examples);
  }
}
