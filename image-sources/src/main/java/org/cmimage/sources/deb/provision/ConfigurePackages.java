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
 * Lets the image's own dpkg configure what is not configured yet, group by group, and process
 * triggers. dpkg notes the state of every package, so a run that was cut short goes on where it
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

  /** The step for what all other packages may rely on. */
  static ConfigurePackages base(ProvisionPlan plan) {
    return new ConfigurePackages(plan, "configure the base", ConfigurationOrder.BASE);
  }

  /** The step for what contributes to the initramfs, and for what comes before it anyway. */
  static ConfigurePackages forInitramfs(ProvisionPlan plan) {
    return new ConfigurePackages(plan, "configure for the initramfs", ConfigurationOrder.INITRAMFS);
  }

  /** The step for all packages that are not configured yet. */
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
      case ConfigurationOrder.INITRAMFS ->
          // Called for by the kernel's package among others; here is the one that counts about to
          // begin.
          tree.delete(ConfigureGuards.INITRAMFS_WANTED);
      default -> {
        // the base
      }
    }
  }
}
