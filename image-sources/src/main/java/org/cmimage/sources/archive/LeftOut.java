package org.cmimage.sources.archive;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.spi.TreePath;
import org.cmimage.sources.tar.BehindEnd;

/**
 * What of an archive is not in the tree.
 *
 * @param topDirectory the directory that everything was in; the root where there is none
 * @param machineMembers how many members were in directories that belong to a running machine
 * @param examples the first of them
 * @param behind what follows the end mark of the archive and was not read
 */
public record LeftOut(
    TreePath topDirectory, long machineMembers, List<TreePath> examples, BehindEnd behind) {
  public LeftOut {
    examples = List.copyOf(examples);
  }

  /** Returns what to tell of what follows the end mark; empty where nothing does. */
  public static Optional<String> describe(BehindEnd behind) {
    return switch (behind) {
      case NOTHING -> Optional.empty();
      case DATA -> Optional.of("data that is not an archive follows the end mark; it was not read");
      case ARCHIVE ->
          Optional.of(
              "a second archive, or the rest of an older one, follows the end mark; it was not read"
                  + " (--concatenated reads it)");
    };
  }
}
