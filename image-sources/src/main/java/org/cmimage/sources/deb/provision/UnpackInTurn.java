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
import org.cmimage.sources.deb.unpack.LeftArchives;

/**
 * Lets the image's own dpkg unpack the packages whose scripts can tell the difference, each when
 * what it pre-depends on is configured (Debian Policy 7.2). So their pre-installation scripts,
 * diversions, overridden owners, and accounts that own files are dpkg's own affair. An archive is
 * removed when it is unpacked, so a run that was cut short goes on where it stopped.
 */
public final class UnpackInTurn implements ProvisionStep {
  private static final ImmutableList<String> UNPACK = ImmutableList.of("--unpack");

  /** What is in the way of a package that is replaced is configured again with the others. */
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

  /** The step for a tree that had no packages. */
  static UnpackInTurn first(ProvisionPlan plan) {
    return new UnpackInTurn(plan, UNPACK, PackageState::isUnpacked);
  }

  /**
   * The step for a tree that had packages: one that is configured may be the version before, and it
   * does no harm to unpack what was configured in its turn once more.
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
    LeftArchives.remove(tree);
  }

  /** One run: what is waiting still, and what dpkg gets next. */
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
      Set<String> left = new LinkedHashSet<>(LeftArchives.packages(tree));
      for (PackageState pkg : PackageState.read(tree)) {
        if (done.test(pkg)) {
          // dpkg was done with it, and the run was cut short before its archive was removed.
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

    /** Configures packages with all that they need, which may have to be unpacked first. */
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
      next.forEach(name -> arguments.add(LeftArchives.of(name).toString()));
      dpkg.run(arguments);
      for (String name : next) {
        tree.delete(LeftArchives.of(name));
      }
      next.clear();
    }
  }
}
