package org.cmimage.cli.shell.command.change;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.cli.shell.command.ShellException;
import org.cmimage.cli.shell.command.Trees;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.model.edit.CommitReport;

/** The work on disk after a commit, when the entities have their new state. */
final class TreeWork {
  private TreeWork() {}

  /**
   * Does as much of it as possible. Copies are made first, since a tree to delete may be the
   * original of one of them; it is kept where the copy fails.
   *
   * @throws ShellException naming all that is left, with cures
   */
  static void of(Trees trees, CommitReport report) throws ShellException {
    List<String> left = new ArrayList<>();
    Set<String> originals = new HashSet<>();
    for (CommitReport.TreeCopy copy : report.copies()) {
      try {
        trees.copy(copy);
      } catch (IOException e) {
        originals.add(copy.from());
        left.add(String.valueOf(e.getMessage()));
        left.add("  " + copy.image() + " has no tree yet; make one at " + copy.to());
      }
    }
    for (CommitReport.TreeRemoval removal : report.removals()) {
      try {
        if (originals.contains(removal.path())) {
          left.add("the tree " + removal.path() + " stays, since it is not copied");
        } else {
          trees.delete(removal);
        }
      } catch (IOException e) {
        left.add(String.valueOf(e.getMessage()));
        left.add("  nothing refers to the tree any more; then: cm-image remove --orphans");
      }
    }
    if (!left.isEmpty()) {
      throw new ShellException(
          ErrorCode.INPUT_OUTPUT, "the entities are committed, but not all trees are done", left);
    }
  }
}
