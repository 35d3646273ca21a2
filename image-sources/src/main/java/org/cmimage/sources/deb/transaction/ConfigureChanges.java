package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.dpkg.ImageDpkg;
import org.cmimage.sources.deb.provision.order.PackageState;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;

/**
 * Runs the image's own dpkg to configure what was unpacked, in the resolver's order, and then all
 * other unconfigured packages, and to process all triggers.
 */
final class ConfigureChanges implements ProvisionStep {
  /** Triggers that dpkg has not read yet. */
  private static final TreePath UNINCORPORATED = TreePath.of("var/lib/dpkg/triggers/Unincorp");

  private final ProvisionPlan plan;

  ConfigureChanges(ProvisionPlan plan) {
    this.plan = plan;
  }

  @Override
  public String name() {
    return "configure changes";
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
    dpkg.configure(changed);
    if (isAnythingLeft(tree)) {
      dpkg.run(List.of("--configure", "-a"));
    }
  }

  /** Returns whether another run of dpkg, which is slow under emulation, has work to do. */
  private static boolean isAnythingLeft(Rootfs tree) throws IOException {
    return tree.status(UNINCORPORATED).filter(file -> file.size() > 0).isPresent()
        || PackageState.read(tree).stream()
            .anyMatch(pkg -> pkg.isUnpacked() && !pkg.state().equals("installed"));
  }
}
