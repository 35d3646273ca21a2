package org.cmimage.sources.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.tar.BehindEnd;

/**
 * How the tree in an archive differs from what is in the archive.
 *
 * @param topDirectory the directory that everything was in; the root where there is none
 * @param machine members that were left out, in directories that belong to a running machine
 * @param whiteouts members of a layer, of a container or an overlay, that say what is deleted below
 *     it; they are files of the tree
 * @param behind what follows the end mark of the archive and was not read
 */
public record LeftOut(TreePath topDirectory, Members machine, Members whiteouts, BehindEnd behind) {
  /** What such members begin with (OCI image specification, "Whiteouts"). */
  static final String WHITEOUT = ".wh.";

  /** Returns what is to be told of the archive, a sentence each. */
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
