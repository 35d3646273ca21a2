package org.cmimage.sources.deb.provision;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.GuestSession;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.unpack.LeftArchives;

/**
 * Lets the image's own dpkg unpack the packages whose scripts can tell the difference, each when
 * what it pre-depends on is configured (Debian Policy 7.2). So their pre-installation scripts,
 * diversions, overridden owners, and accounts that own files are dpkg's own affair. An archive is
 * removed when it is unpacked, so a run that was cut short goes on where it stopped.
 */
final class UnpackInTurn implements ProvisionStep {
  private final ProvisionPlan plan;

  UnpackInTurn(ProvisionPlan plan) {
    this.plan = plan;
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
        if (pkg.isUnpacked()) {
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
      List<String> arguments = new ArrayList<>(List.of("--unpack"));
      next.forEach(name -> arguments.add(LeftArchives.of(name).toString()));
      dpkg.run(arguments);
      for (String name : next) {
        tree.delete(LeftArchives.of(name));
      }
      next.clear();
    }
  }
}
