package org.cmimage.sources.deb.provision;

import java.io.IOException;
import java.util.List;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.provision.dpkg.ImageDpkg;
import org.cmimage.sources.deb.provision.order.ConfigurationOrder;
import org.cmimage.sources.deb.provision.order.ConfigureGuards;
import org.cmimage.sources.deb.provision.order.PackageState;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;

/**
 * Runs the image's own dpkg to configure what is not configured yet, group by group, and to process
 * triggers. dpkg records the state of every package, so an interrupted run continues where it
 * stopped.
 */
final class ConfigurePackages implements ProvisionStep {
  private final ProvisionPlan plan;
  private final String name;
  private final int lastGroup;

  private ConfigurePackages(ProvisionPlan plan, String name, int lastGroup) {
    this.plan = plan;
    this.name = name;
    this.lastGroup = lastGroup;
  }

  /** Returns the step for the packages that all others may rely on. */
  static ConfigurePackages base(ProvisionPlan plan) {
    return new ConfigurePackages(plan, "configure the base", ConfigurationOrder.BASE);
  }

  /**
   * Returns the step for the packages that contribute to the initramfs, and those that precede
   * them.
   */
  static ConfigurePackages forInitramfs(ProvisionPlan plan) {
    return new ConfigurePackages(plan, "configure for the initramfs", ConfigurationOrder.INITRAMFS);
  }

  /** Returns the step for all packages that are not configured yet. */
  static ConfigurePackages all(ProvisionPlan plan) {
    return new ConfigurePackages(plan, "configure", ConfigurationOrder.REST);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    ImageDpkg dpkg = new ImageDpkg(plan, tree, session, progress);
    dpkg.settle();
    List<List<PackageState>> groups = ConfigurationOrder.of(tree, PackageState.read(tree), plan);
    for (List<PackageState> group : groups.subList(0, lastGroup + 1)) {
      dpkg.configure(group);
    }
    switch (lastGroup) {
      case ConfigurationOrder.REST -> dpkg.run(List.of("--configure", "-a"));
      case ConfigurationOrder.INITRAMFS -> {
        // Triggers that a run cut short left: that of Ubuntu's kernels is what runs their hooks.
        if (PackageState.read(tree).stream().anyMatch(PackageState::awaitsTriggers)) {
          dpkg.run(List.of("--triggers-only", "-a"));
        }
        // The kernel's package, among others, requested one; the generation that counts is about
        // to begin.
        tree.delete(ConfigureGuards.INITRAMFS_WANTED);
      }
      default -> {
        // the base
      }
    }
  }
}
