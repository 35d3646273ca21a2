package org.cmimage.sources.deb.provision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.spi.PackageInstallation.Guards;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.sources.deb.provision.order.ConfigureGuards;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;

/**
 * The steps from a tree of unpacked Debian packages to a system that a node can run, and the guards
 * that must be laid over the tree while they run. Immutable and thread-safe.
 */
public final class DebProvision {
  private final ProvisionPlan plan;

  /** Creates the provisioning of a tree. */
  public DebProvision(ProvisionPlan plan) {
    this.plan = plan;
  }

  /** Returns the steps without a custom one. */
  public List<List<ProvisionTrack>> tracks() {
    return tracks(Optional.empty());
  }

  /**
   * Returns the steps in order. First what all others rely on: {@code prepare} writes files that
   * packages need when they are configured; {@code pre-install scripts of the base}; {@code
   * configure the base}. Then {@code pre-install scripts} of the other packages, and {@code unpack
   * in turn} for those that were left to dpkg. Then {@code configure for the initramfs}, in a
   * session of its own, because only now all files exist that guards are laid over. Then {@code
   * initramfs} and, at the same time, {@code configure} for the other packages, which usually do
   * not concern it; if one requests it, {@code initramfs again} has work to do. Finally {@code
   * finish}, which removes the aids of the build.
   *
   * @param custom the user's step, which finds a working base and nothing else configured
   */
  public List<List<ProvisionTrack>> tracks(Optional<ProvisionStep> custom) {
    Guards guards = new ConfigureGuards(plan)::of;
    List<ProvisionStep> first = new ArrayList<>();
    first.add(PrepareTree.first(plan));
    first.add(RunPreInstallScripts.ofBase(plan));
    first.add(ConfigurePackages.base(plan));
    custom.ifPresent(first::add);
    first.add(RunPreInstallScripts.ofOthers(plan));
    first.add(UnpackInTurn.first(plan));
    ProvisionTrack base = new ProvisionTrack(guards, first);
    ProvisionTrack configure = new ProvisionTrack(guards, List.of(ConfigurePackages.all(plan)));
    FinishTree finish = FinishTree.first(plan);
    if (plan.kernelRelease().isEmpty()) {
      Guards nothing = tree -> ConfigureGuards.START_NOTHING;
      return List.of(
          List.of(base), List.of(configure), List.of(new ProvisionTrack(nothing, List.of(finish))));
    }
    Guards initramfs = GenerateInitramfs::guards;
    return List.of(
        List.of(base),
        List.of(new ProvisionTrack(guards, List.of(ConfigurePackages.forInitramfs(plan)))),
        List.of(new ProvisionTrack(initramfs, List.of(GenerateInitramfs.first(plan))), configure),
        List.of(new ProvisionTrack(initramfs, List.of(GenerateInitramfs.again(plan), finish))));
  }
}
