package org.cmimage.sources.deb.provision;

import java.io.IOException;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.scrub.NodeService;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.PendingArchives;

/**
 * Applies settings that a node needs and no package makes, and removes the aids of the build. Runs
 * no program.
 */
public final class FinishTree implements ProvisionStep {
  private static final TreePath KERNEL_TRIGGERS = TreePath.of("usr/lib/linux/triggers");
  private static final String UNITS = "etc/systemd/system/";

  private final ProvisionPlan plan;
  private final boolean base;

  private FinishTree(ProvisionPlan plan, boolean base) {
    this.plan = plan;
    this.base = base;
  }

  /** Returns the step for a tree that had no packages. */
  static FinishTree first(ProvisionPlan plan) {
    return new FinishTree(plan, false);
  }

  /**
   * Returns the step for a tree that others made, whose package sources and policy-rc.d are kept.
   */
  public static FinishTree onto(ProvisionPlan plan) {
    return new FinishTree(plan, true);
  }

  @Override
  public String name() {
    return "finish";
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress) throws IOException {
    if (plan.has("systemd")) {
      // Debian's default is graphical.target, which waits for a display manager that a node does
      // not have.
      link(tree, UNITS + "default.target", "/lib/systemd/system/multi-user.target");
    }
    if (plan.has("systemd")) {
      NodeService.addForPackages(tree, plan::has);
    }
    // netbase makes this file; without it, localhost must still have an address.
    PrepareTree.writeUnlessThere(
        tree, "etc/hosts", "127.0.0.1\tlocalhost\n::1\t\tlocalhost ip6-localhost ip6-loopback\n");
    if (!base || !AptSources.has(tree, plan)) {
      AptSources.write(tree, plan);
    }
    // What the trigger of a kernel of Ubuntu was to run, where it was cut short after running it.
    for (TreePath left : tree.list(KERNEL_TRIGGERS)) {
      tree.delete(left);
    }
    tree.delete(RunPreInstallScripts.FINISHED);
    PendingArchives.remove(tree);
    if (!base) {
      tree.delete(PrepareTree.POLICY);
    }
    progress.advanced(1, 1, 0);
  }

  private static void link(Rootfs tree, String path, String target) throws IOException {
    tree.link(TreePath.of(path), PrepareTree.bytes(target));
  }
}
