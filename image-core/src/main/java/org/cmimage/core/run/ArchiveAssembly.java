package org.cmimage.core.run;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.record.Journal;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.IdentityScrub;
import org.cmimage.core.scrub.Residue;
import org.cmimage.core.scrub.ScrubReport;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.staging.DestinationCheck;

/** A tree made from an archive of a finished tree. */
record ArchiveAssembly(TreeSource archive) implements Assembly {
  @Override
  public String digest() {
    return archive.digest();
  }

  @Override
  public Origin origin() {
    return Origin.MADE_ELSEWHERE;
  }

  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    List<String> lacking = DestinationCheck.require(tree);
    if (!lacking.isEmpty()) {
      progress.warning(
          "the file system of "
              + tree.directory()
              + " cannot hold "
              + String.join(", ", lacking)
              + "; an image that needs it is refused, but other extended attributes are left out");
    }
    archive.unpack(tree, progress);
  }

  /** Does nothing: the tree was configured where it was made. */
  @Override
  public boolean provision(StagedTree tree, Journal journal, StageRelay relay) {
    return false;
  }

  /**
   * Removes identities, and reports those that were removed, as they may be missed, and those that
   * the administrator has to decide about.
   */
  @Override
  public void scrub(Rootfs tree, StageProgress progress) throws IOException {
    ScrubReport report = IdentityScrub.scrubImported(tree);
    tell(report.removed(), "removed or reset what must not be the same on every node: ", progress);
    tell(report.kept(), "kept what all nodes will share, as it may be meant so: ", progress);
    if (!report.services().isEmpty()) {
      progress.warning(
          "added to the image, so that each node makes its own: "
              + String.join(", ", report.services()));
    }
  }

  private static void tell(List<Residue> residues, String what, StageProgress progress) {
    if (residues.isEmpty()) {
      return;
    }
    residues.forEach(residue -> progress.log(what + residue));
    Residue first = residues.get(0);
    String others =
        residues.size() == 1 ? "" : "; and " + (residues.size() - 1) + " more, listed in the log";
    progress.warning(what + first + others);
  }

  /** Returns false: the archive will be the same at the next run. */
  @Override
  public boolean keepsRejected() {
    return false;
  }
}
