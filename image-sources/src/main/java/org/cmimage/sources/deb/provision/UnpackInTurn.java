package org.cmimage.sources.deb.provision;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.provision.dpkg.ImageDpkg;
import org.cmimage.sources.deb.provision.order.ConfigurationOrder;
import org.cmimage.sources.deb.provision.order.PackageState;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.PendingArchives;

/**
 * Runs the image's own dpkg to unpack the packages whose scripts can tell the difference, each when
 * its pre-dependencies are configured (Debian Policy 7.2). So dpkg itself handles their
 * pre-installation scripts, diversions, statoverrides, and accounts that own files. An archive is
 * removed when it is unpacked, so an interrupted run continues where it stopped.
 */
public final class UnpackInTurn implements ProvisionStep {
  private static final ImmutableList<String> UNPACK = ImmutableList.of("--unpack");

  /**
   * Packages that conflict with a replaced one are deconfigured, and configured again with the
   * others.
   */
  private static final ImmutableList<String> REPLACE =
      ImmutableList.of("--unpack", "--auto-deconfigure", "--no-triggers");

  private final ProvisionPlan plan;
  private final ImmutableList<String> action;
  private final Predicate<PackageState> done;

  private UnpackInTurn(
      ProvisionPlan plan, ImmutableList<String> action, Predicate<PackageState> done) {
    this.plan = plan;
    this.action = action;
    this.done = done;
  }

  /** Returns the step for a tree that had no packages. */
  static UnpackInTurn first(ProvisionPlan plan) {
    return new UnpackInTurn(plan, UNPACK, PackageState::isUnpacked);
  }

  /**
   * Returns the step for a tree that had packages: a configured package may be the previous
   * version, and unpacking one again that was configured in its turn is harmless.
   */
  public static UnpackInTurn onto(ProvisionPlan plan) {
    return new UnpackInTurn(plan, REPLACE, pkg -> pkg.isUnpacked() && !pkg.isConfigured());
  }

  @Override
  public String name() {
    return "unpack in turn";
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress)
      throws IOException, InterruptedException {
    ImageDpkg dpkg = new ImageDpkg(plan, tree, session, progress);
    dpkg.settle();
    new Turns(tree, dpkg).run();
    PendingArchives.remove(tree);
  }

  /** One run: the packages still waiting, and the next ones for dpkg. */
  private final class Turns {
    private final Rootfs tree;
    private final ImageDpkg dpkg;
    private final Set<String> waiting = new LinkedHashSet<>();
    private final List<String> next = new ArrayList<>();

    Turns(Rootfs tree, ImageDpkg dpkg) {
      this.tree = tree;
      this.dpkg = dpkg;
    }

    void run() throws IOException, InterruptedException {
      Set<String> left = new LinkedHashSet<>(PendingArchives.packages(tree));
      for (PackageState pkg : PackageState.read(tree)) {
        if (done.test(pkg)) {
          // dpkg had finished it, and the run was interrupted before its archive was removed.
          left.remove(pkg.name());
        }
      }
      plan.packages().stream().filter(left::contains).forEach(waiting::add);
      while (!waiting.isEmpty()) {
        take(waiting.iterator().next());
      }
      unpack();
    }

    private void take(String packageName) throws IOException, InterruptedException {
      waiting.remove(packageName);
      Set<String> prerequisites = plan.base().prerequisites().get(packageName);
      if (!prerequisites.isEmpty()) {
        configure(prerequisites);
      }
      next.add(packageName);
    }

    /** Configures packages with all their dependencies, which may have to be unpacked first. */
    private void configure(Set<String> names) throws IOException, InterruptedException {
      for (String name : names) {
        if (waiting.contains(name)) {
          take(name);
        }
      }
      unpack();
      List<PackageState> needed;
      boolean complete;
      do {
        complete = true;
        needed = ConfigurationOrder.withNeeds(PackageState.read(tree), plan.packages(), names);
        for (PackageState pkg : needed) {
          for (String need : pkg.needs()) {
            if (waiting.contains(need)) {
              take(need);
              complete = false;
            }
          }
        }
        unpack();
      } while (!complete);
      dpkg.configure(needed);
    }

    private void unpack() throws IOException, InterruptedException {
      if (next.isEmpty()) {
        return;
      }
      List<String> arguments = new ArrayList<>(action);
      next.forEach(name -> arguments.add(PendingArchives.of(name).toString()));
      dpkg.run(arguments);
      for (String name : next) {
        tree.delete(PendingArchives.of(name));
      }
      next.clear();
    }
  }
}
