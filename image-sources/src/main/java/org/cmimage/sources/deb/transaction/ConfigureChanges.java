package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.GenerateInitramfs;
import org.cmimage.sources.deb.provision.dpkg.ImageDpkg;
import org.cmimage.sources.deb.provision.order.ConfigurationOrder;
import org.cmimage.sources.deb.provision.order.InitramfsPackages;
import org.cmimage.sources.deb.provision.order.PackageState;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;

/**
 * Runs the image's own dpkg to configure what was unpacked, in the resolver's order: first what
 * contributes to the initramfs, if that is to be generated meanwhile; in the end also all other
 * unconfigured packages, and all triggers.
 */
final class ConfigureChanges implements ProvisionStep {
  /** Triggers that dpkg has not read yet. */
  private static final TreePath UNINCORPORATED = TreePath.of("var/lib/dpkg/triggers/Unincorp");

  private final ProvisionPlan plan;
  private final boolean all;

  private ConfigureChanges(ProvisionPlan plan, boolean all) {
    this.plan = plan;
    this.all = all;
  }

  /** Returns the step for all packages that are not configured yet. */
  static ConfigureChanges all(ProvisionPlan plan) {
    return new ConfigureChanges(plan, true);
  }

  /** Returns the step for the changed packages that contribute to the initramfs. */
  static ConfigureChanges forInitramfs(ProvisionPlan plan) {
    return new ConfigureChanges(plan, false);
  }

  @Override
  public String name() {
    return all ? "configure changes" : "configure changes for the initramfs";
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    ImageDpkg dpkg = new ImageDpkg(plan, tree, session, progress);
    dpkg.settle();
    Map<String, PackageState> states = new HashMap<>();
    for (PackageState pkg : PackageState.read(tree)) {
      states.putIfAbsent(pkg.name(), pkg);
    }
    List<PackageState> changed =
        plan.packages().stream()
            .map(states::get)
            .filter(Objects::nonNull)
            .filter(PackageState::isUnpacked)
            .toList();
    if (!all) {
      dpkg.configure(contributing(tree, changed));
      GenerateInitramfs.setDue(tree);
      return;
    }
    dpkg.configure(changed);
    if (isAnythingLeft(tree)) {
      dpkg.run(List.of("--configure", "-a"));
    }
  }

  /** Returns those that contribute to the initramfs, after all that they depend on. */
  private List<PackageState> contributing(Rootfs tree, List<PackageState> changed)
      throws IOException {
    Set<String> names =
        InitramfsPackages.of(tree, changed).stream()
            .map(PackageState::name)
            .collect(Collectors.toSet());
    return ConfigurationOrder.withNeeds(changed, plan.packages(), names);
  }

  /** Returns whether another run of dpkg, which is slow under emulation, has work to do. */
  private static boolean isAnythingLeft(Rootfs tree) throws IOException {
    return tree.status(UNINCORPORATED).filter(file -> file.size() > 0).isPresent()
        || PackageState.read(tree).stream()
            .anyMatch(pkg -> pkg.isUnpacked() && !pkg.state().equals("installed"));
  }
}
