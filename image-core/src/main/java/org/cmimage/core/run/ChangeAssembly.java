package org.cmimage.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.plan.PipelinePorts;
import org.cmimage.core.record.Journal;
import org.cmimage.core.record.TreeAudit;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.IdentityScrub;
import org.cmimage.core.scrub.Residue;
import org.cmimage.core.spi.PackageInstallation.PlannedChange;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentName;

/**
 * A tree made from the published one and packages. Data of an administrator in it stays: only data
 * that the change itself added is scrubbed.
 *
 * @param changes the package changes
 * @param present the matches of the scrub in the published tree
 * @param origin the origin of the published tree
 */
record ChangeAssembly(
    PackageAssembly packages, List<PlannedChange> changes, Set<TreePath> present, Origin origin)
    implements Assembly {

  /** Examines the published tree. */
  static ChangeAssembly of(
      PipelinePorts ports,
      ComponentName component,
      PackageAssembly packages,
      List<PlannedChange> changes)
      throws IOException {
    Path manifest = ports.layout().manifest(component);
    Origin origin =
        TreeAudit.origin(
            ports.layout(),
            component,
            Files.exists(manifest) ? Optional.of(TreeManifest.load(manifest)) : Optional.empty());
    try (Rootfs tree = Rootfs.open(ports.calls(), ports.layout().tree(component))) {
      Set<TreePath> present =
          IdentityScrub.audit(tree).stream().map(Residue::path).collect(Collectors.toSet());
      return new ChangeAssembly(packages, changes, present, origin);
    }
  }

  /** Returns the package changes, a line each. */
  List<String> lines() {
    return changes.stream()
        .map(
            each ->
                each.name()
                    + " "
                    + each.from().orElse("(not installed)")
                    + " -> "
                    + each.to().orElse("(removed)"))
        .toList();
  }

  @Override
  public String digest() {
    return packages.digest();
  }

  @Override
  public void unpack(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    packages.unpack(tree, progress);
  }

  @Override
  public boolean provision(StagedTree tree, Journal journal, StageRelay relay)
      throws ImageException {
    return packages.provision(tree, journal, relay);
  }

  @Override
  public void scrub(Rootfs tree, StageProgress progress) throws IOException {
    IdentityScrub.scrubBut(tree, present)
        .forEach(residue -> progress.log("removed or reset " + residue));
  }

  @Override
  public boolean keepsRejected() {
    return false;
  }

  @Override
  public boolean isResumed() {
    return false;
  }
}
