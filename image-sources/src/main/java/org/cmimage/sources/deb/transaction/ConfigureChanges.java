package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.GuestSession;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.provision.ImageDpkg;
import org.cmimage.sources.deb.provision.PackageState;
import org.cmimage.sources.deb.provision.ProvisionPlan;

/**
 * Lets the image's own dpkg configure what was unpacked, in the resolver's order, and then whatever
 * else is not configured, and process all triggers.
 */
final class ConfigureChanges implements ProvisionStep {
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
    dpkg.run(List.of("--configure", "-a"));
  }
}
