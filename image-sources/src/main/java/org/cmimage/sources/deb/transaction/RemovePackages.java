package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.provision.dpkg.ImageDpkg;
import org.cmimage.sources.deb.provision.order.PackageState;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;

/**
 * Runs the image's own dpkg to remove and purge packages. The resolver has handled the packages
 * that depend on them; some may lack a dependency temporarily.
 */
final class RemovePackages implements ProvisionStep {
  private final ProvisionPlan plan;
  private final String name;
  private final List<String> names;
  private final Set<String> purged;

  RemovePackages(ProvisionPlan plan, String name, List<String> names, Set<String> purged) {
    this.plan = plan;
    this.name = name;
    this.names = names;
    this.purged = purged;
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
    Map<String, String> states = new HashMap<>();
    for (PackageState pkg : PackageState.read(tree)) {
      states.merge(pkg.name(), pkg.state(), (one, other) -> one);
    }
    List<String> remove = new ArrayList<>();
    List<String> purge = new ArrayList<>();
    for (String each : names) {
      String state = states.getOrDefault(each, "not-installed");
      boolean left = state.equals("config-files");
      if (state.equals("not-installed") || left && !purged.contains(each)) {
        continue;
      }
      (purged.contains(each) ? purge : remove).add(each);
    }
    // All are removed together, so that dpkg determines their order; the purge then finds them
    // removed.
    run(dpkg, "--remove", purge, remove);
    run(dpkg, "--purge", List.of(), purge);
  }

  private static void run(ImageDpkg dpkg, String action, List<String> also, List<String> packages)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(action, "--force-depends"));
    arguments.addAll(also);
    arguments.addAll(packages);
    if (!also.isEmpty() || !packages.isEmpty()) {
      dpkg.run(arguments);
    }
  }
}
