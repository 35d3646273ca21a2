package org.cmimage.core.run;

import java.io.IOException;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.record.Journal;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.StageProgress;

/** What is particular to a way of making trees, where all are made in staging. */
sealed interface Assembly permits PackageAssembly, ChangeAssembly, ArchiveAssembly {
  /** A digest over everything that decides the tree. */
  String digest();

  /** Who made what is in the tree. */
  Origin origin();

  /** Fills an empty tree. */
  void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException;

  /**
   * Runs the image's own programs, in the stage PROVISION, where there is anything to run; steps
   * that the journal has are not run again.
   *
   * @return whether the stage was run
   */
  boolean provision(StagedTree tree, Journal journal, StageRelay relay) throws ImageException;

  /** Removes from the tree what must not be the same on every node. */
  void scrub(Rootfs tree, StageProgress progress) throws IOException;

  /**
   * Whether a tree that could not be unpacked, or is not what was asked for, stays in staging for
   * somebody to look at and for the next run to go on with.
   */
  boolean keepsRejected();

  /** Whether a run that was interrupted is gone on with by the next one. */
  default boolean isResumed() {
    return true;
  }
}
