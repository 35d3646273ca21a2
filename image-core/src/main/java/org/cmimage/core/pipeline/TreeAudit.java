package org.cmimage.core.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.verify.Origin;
import org.cmimage.core.verify.TreeVerifier;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.model.ComponentName;

/**
 * What verifying a published tree again found.
 *
 * @param component which
 * @param tree where it stands
 * @param origin who made it, as far as records tell
 * @param report what it is, and what is wrong with it
 */
public record TreeAudit(
    ComponentName component, Path tree, Origin origin, VerificationReport report) {
  /**
   * Verifies a published tree as the run did that registered it. Changes nothing, and needs no
   * lock.
   *
   * @throws IOException also where there is no tree
   */
  public static TreeAudit of(ClusterLayout layout, HostCalls calls, ComponentName component)
      throws IOException {
    Path directory = layout.tree(component);
    Origin origin = origin(layout, component);
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      return new TreeAudit(
          component, directory, origin, TreeVerifier.verify(tree, component, origin));
    }
  }

  /** A tree that came together from packages is ours, and whole. */
  private static Origin origin(ClusterLayout layout, ComponentName component) throws IOException {
    Optional<RunTimings> timings;
    try {
      timings = TimingRecords.of(layout).find(component);
    } catch (FaultException damaged) {
      return Origin.MADE_ELSEWHERE;
    }
    return timings.filter(run -> !run.packages().isEmpty()).isPresent()
        ? Origin.MADE_HERE
        : Origin.MADE_ELSEWHERE;
  }

  /** Whether the tree is what it is to be. */
  public boolean isRight() {
    return report.errors().isEmpty();
  }
}
