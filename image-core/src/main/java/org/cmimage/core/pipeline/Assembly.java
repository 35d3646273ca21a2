package org.cmimage.core.pipeline;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.Residue;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.verify.Origin;

/** What is particular to a way of making trees, where all are made in staging. */
sealed interface Assembly permits PackageAssembly, ArchiveAssembly {
  /** A digest over everything that decides the tree. */
  String digest();

  /** Who made what is in the tree. */
  Origin origin();

  /** Fills an empty tree. */
  void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException;

  /** Why the tree needs no program of its own to be complete; empty where it does. */
  Optional<String> completeBecause();

  /** Runs the image's own programs; steps that the journal has are not run again. */
  void provision(Rootfs tree, Journal journal, StageProgress progress)
      throws IOException, InterruptedException;

  /** Takes what was removed from the tree because it must not be the same on every node. */
  void scrubbed(List<Residue> removed, StageProgress progress);

  /**
   * Whether a tree that could not be unpacked, or is not what was asked for, stays in staging for
   * somebody to look at and for the next run to go on with.
   */
  boolean keepsRejected();
}
