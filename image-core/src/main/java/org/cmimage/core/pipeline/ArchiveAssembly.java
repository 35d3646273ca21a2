package org.cmimage.core.pipeline;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.rootfs.DestinationCheck;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.Residue;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.verify.Origin;

/** Makes a tree out of an archive of one that somebody else finished. */
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
              + "; an image that has any of it cannot be imported");
    }
    archive.unpack(tree, progress);
  }

  /** It was configured where it was made: there is no such stage. */
  @Override
  public boolean provision(StagedTree tree, Journal journal, StageRelay relay) {
    return false;
  }

  /** Somebody may miss it. */
  @Override
  public void scrubbed(List<Residue> removed, StageProgress progress) {
    if (removed.isEmpty()) {
      return;
    }
    removed.forEach(residue -> progress.log("removed or reset " + residue));
    Residue first = removed.get(0);
    String others =
        removed.size() == 1 ? "" : "; and " + (removed.size() - 1) + " more that the log names";
    progress.warning("removed or reset what must not be the same on every node: " + first + others);
  }

  /** The archive is the same tomorrow. */
  @Override
  public boolean keepsRejected() {
    return false;
  }
}
