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
 * Makes a tree out of the published one and packages. What an administrator put into it stays: only
 * what the change itself brought is scrubbed.
 *
 * @param changes how the packages change
 * @param present what the published tree has that a scrub would find
 * @param origin who made the published tree
 */
record ChangeAssembly(
    PackageAssembly packages, List<PlannedChange> changes, Set<TreePath> present, Origin origin)
    implements Assembly {

  /** Looks at the tree that is there. */
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

  /** Returns what the change does, a line for each package. */
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
