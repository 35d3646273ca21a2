package org.cmimage.core.run;

import java.io.IOException;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.record.Journal;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.StageProgress;

/** The steps that differ between the ways of making a tree in staging. */
sealed interface Assembly permits PackageAssembly, ChangeAssembly, ArchiveAssembly {
  /** Returns a digest over everything that determines the tree. */
  String digest();

  /** Returns the origin of the tree's content. */
  Origin origin();

  /** Fills an empty tree. */
  void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException;

  /**
   * Runs the image's own programs, in the stage PROVISION, if there are any to run; steps in the
   * journal are not repeated.
   *
   * @return whether the stage was run
   */
  boolean provision(StagedTree tree, Journal journal, StageRelay relay) throws ImageException;

  /** Removes data from the tree that must not be the same on every node. */
  void scrub(Rootfs tree, StageProgress progress) throws IOException;

  /**
   * Returns whether a tree that could not be unpacked, or failed verification, stays in staging for
   * inspection and for the next run to resume.
   */
  boolean keepsRejected();

  /** Returns whether the next run resumes an interrupted one. */
  default boolean isResumed() {
    return true;
  }
}
