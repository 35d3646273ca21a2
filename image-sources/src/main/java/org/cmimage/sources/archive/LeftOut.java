package org.cmimage.sources.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.tar.TrailingContent;

/**
 * The differences between the tree in an archive and the members of the archive.
 *
 * @param topDirectory the directory that contained everything; the root if there is none
 * @param machine members that were omitted because they are in directories that a running machine
 *     fills
 * @param whiteouts members of a container or overlay layer that mark deletions in lower layers;
 *     they are kept as files of the tree
 * @param behind what follows the end mark of the archive and was not read
 */
public record LeftOut(
    TreePath topDirectory, Members machine, Members whiteouts, TrailingContent behind) {
  /** The prefix of such members (OCI image specification, "Whiteouts"). */
  static final String WHITEOUT = ".wh.";

  /** Returns the warnings about the archive, a sentence each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    describe(behind).ifPresent(warnings::add);
    if (machine.count() > 0) {
      warnings.add(
          "left out "
              + machine.count()
              + " entries of the machine the archive was made on: "
              + machine);
    }
    if (whiteouts.count() > 0) {
      warnings.add(
          whiteouts.count()
              + (whiteouts.count() == 1 ? " file is a whiteout" : " files are whiteouts")
              + " of a layer, which is not a whole tree: "
              + whiteouts
              + "; make the archive of a container (podman export CONTAINER), or put the squashfs"
              + " images of the layers below beside it (a.squashfs, a.b.squashfs)");
    }
    return warnings;
  }

  /** Returns a sentence about what follows the end mark; empty if nothing does. */
  public static Optional<String> describe(TrailingContent behind) {
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
