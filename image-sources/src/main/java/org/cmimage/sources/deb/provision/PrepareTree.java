package org.cmimage.sources.deb.provision;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;

/**
 * Writes the files that packages read when they are configured, so that they neither ask nor take
 * settings from the machine on which they are configured. Runs no program.
 */
public final class PrepareTree implements ProvisionStep {
  static final TreePath POLICY = TreePath.of("usr/sbin/policy-rc.d");

  /**
   * Makes {@code invoke-rc.d} and {@code deb-systemd-invoke} start nothing: 101 is "forbidden by
   * policy".
   */
  private static final String POLICY_TEXT = "#!/bin/sh\nexit 101\n";

  private static final String RESUME = "etc/initramfs-tools/conf.d/resume";

  private final ProvisionPlan plan;
  private final boolean base;

  private PrepareTree(ProvisionPlan plan, boolean base) {
    this.plan = plan;
    this.base = base;
  }

  /** Returns the step for a tree that had no packages. */
  static PrepareTree first(ProvisionPlan plan) {
    return new PrepareTree(plan, false);
  }

  /** Returns the step for a tree that others made: existing files are kept. */
  public static PrepareTree onto(ProvisionPlan plan) {
    return new PrepareTree(plan, true);
  }

  @Override
  public String name() {
    return "prepare";
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress) throws IOException {
    if (!base) {
      tree.write(POLICY, bytes(POLICY_TEXT), 0755);
    }
    // No package owns awk before the alternatives are set, and scripts that run earlier call it.
    // The script of its package replaces this link.
    TreePath awk = TreePath.of("usr/bin/awk");
    if (tree.status(awk).isEmpty() && tree.status(TreePath.of("usr/bin/mawk")).isPresent()) {
      tree.link(awk, bytes("mawk"));
    }
    time(tree);
    locale(tree);
    writeUnlessThere(
        tree,
        "etc/fstab",
        "# Nodes are provisioned over the network; their file systems are set up by the"
            + " node-installer.\n");
    boolean decided = base && tree.status(TreePath.of(RESUME)).isPresent();
    if (plan.has("initramfs-tools") && !decided) {
      // Without this, the initramfs would resume from the head node's swap space.
      tree.write(TreePath.of(RESUME), bytes("RESUME=none\n"), 0644);
    }
  }

  /** Writes the two files from which tzdata takes its answers. */
  private static void time(Rootfs tree) throws IOException {
    TreePath localtime = TreePath.of("etc/localtime");
    if (tree.status(localtime).isEmpty()) {
      tree.link(localtime, bytes("/usr/share/zoneinfo/Etc/UTC"));
      tree.write(TreePath.of("etc/timezone"), bytes("Etc/UTC\n"), 0644);
    }
  }

  /**
   * Writes the two files from which locales takes its answers; its configuration generates the
   * locale that the first one names.
   */
  private void locale(Rootfs tree) throws IOException {
    writeUnlessThere(tree, "etc/default/locale", "LANG=C.UTF-8\n");
    if (plan.has("locales")) {
      writeUnlessThere(tree, "etc/locale.gen", "en_US.UTF-8 UTF-8\n");
    }
  }

  static void writeUnlessThere(Rootfs tree, String path, String content) throws IOException {
    TreePath file = TreePath.of(path);
    if (tree.status(file).isEmpty()) {
      tree.write(file, bytes(content), 0644);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
