package org.cmimage.core.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.finding.Finding;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.manifest.TreeDifferences;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.manifest.TreeManifest.Depth;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.verify.TreeVerifier;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.model.ComponentName;

/**
 * The result of verifying a published tree again.
 *
 * @param component the component
 * @param tree the tree's path
 * @param origin the tree's origin, as far as it is recorded
 * @param report its identity and defects
 * @param changes the differences from its manifest; empty where there is no manifest
 * @param byHand when it was last changed in a shell, if ever
 */
public record TreeAudit(
    ComponentName component,
    Path tree,
    Origin origin,
    VerificationReport report,
    Optional<TreeDifferences> changes,
    Optional<String> byHand) {
  /**
   * Verifies a published tree as the run did that registered it, and compares it with its manifest.
   * Changes nothing, and needs no lock.
   *
   * @param depth the depth of the comparison
   * @param most how many differences of each kind are listed; all are counted
   * @throws IOException also where there is no tree, or its manifest is damaged
   */
  public static TreeAudit of(
      ClusterLayout layout, HostCalls calls, ComponentName component, Depth depth, int most)
      throws IOException {
    Path directory = layout.tree(component);
    Path file = layout.manifest(component);
    Optional<TreeManifest> manifest =
        Files.exists(file) ? Optional.of(TreeManifest.load(file)) : Optional.empty();
    Origin origin = origin(layout, component, manifest);
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      return new TreeAudit(
          component,
          directory,
          origin,
          TreeVerifier.verify(tree, component, origin),
          manifest.isPresent()
              ? Optional.of(manifest.get().differences(tree, depth, most))
              : Optional.empty(),
          manifest.flatMap(TreeManifest::byHand));
    }
  }

  /**
   * Returns the origin in the manifest. Manifests of earlier versions have none; then a tree made
   * of packages counts as made here.
   */
  public static Origin origin(
      ClusterLayout layout, ComponentName component, Optional<TreeManifest> manifest)
      throws IOException {
    Optional<String> recorded = manifest.flatMap(TreeManifest::origin);
    if (recorded.isPresent()) {
      return recorded.get().equals(Origin.MADE_HERE.name())
          ? Origin.MADE_HERE
          : Origin.MADE_ELSEWHERE;
    }
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

  /** Returns the same result with a further finding, which comes first. */
  public TreeAudit with(Finding finding) {
    return new TreeAudit(component, tree, origin, report.with(finding), changes, byHand);
  }

  /** Returns whether the tree has no errors and equals its manifest. */
  public boolean isRight() {
    return report.errors().isEmpty() && changes.filter(found -> !found.isEmpty()).isEmpty();
  }
}
