package org.cmimage.sources.deb.provision;

import java.io.IOException;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.GuestSession;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreePath;
import org.cmimage.sources.deb.unpack.LeftArchives;

/**
 * Sets what a node needs that no package sets, and removes what served the build. Runs no program.
 */
final class FinishTree implements ProvisionStep {
  private static final String UNITS = "etc/systemd/system/";
  private static final String HOST_KEYS = "ssh-host-keys.service";

  /**
   * Makes the keys that the image must not have. trixie has such a unit of its own, which runs at a
   * first boot only; a node with an empty machine-id never has one.
   */
  private static final String HOST_KEYS_UNIT =
      """
      [Unit]
      Description=Generate missing SSH host keys
      Documentation=man:ssh-keygen(1)
      ConditionPathIsReadWrite=/etc/ssh
      ConditionPathExistsGlob=!/etc/ssh/ssh_host_*_key
      After=systemd-random-seed.service
      Before=ssh.service ssh.socket

      [Service]
      Type=oneshot
      RemainAfterExit=yes
      ExecStart=/usr/bin/ssh-keygen -A

      [Install]
      WantedBy=multi-user.target
      """;

  private final ProvisionPlan plan;

  FinishTree(ProvisionPlan plan) {
    this.plan = plan;
  }

  @Override
  public String name() {
    return "finish";
  }

  @Override
  public void run(Rootfs tree, GuestSession session, StageProgress progress) throws IOException {
    if (plan.has("systemd")) {
      // Debian's default is graphical.target, which waits for a display manager that a node has
      // not.
      link(tree, UNITS + "default.target", "/lib/systemd/system/multi-user.target");
    }
    if (plan.has("openssh-server") && plan.has("systemd")) {
      tree.write(TreePath.of(UNITS + HOST_KEYS), PrepareTree.bytes(HOST_KEYS_UNIT), 0644);
      link(tree, UNITS + "multi-user.target.wants/" + HOST_KEYS, "/" + UNITS + HOST_KEYS);
    }
    // netbase makes this file; where it is not installed, localhost must have an address all the
    // same.
    PrepareTree.writeUnlessThere(
        tree, "etc/hosts", "127.0.0.1\tlocalhost\n::1\t\tlocalhost ip6-localhost ip6-loopback\n");
    AptSources.write(tree, plan);
    tree.delete(RunPreInstallScripts.FINISHED);
    LeftArchives.remove(tree);
    tree.delete(PrepareTree.POLICY);
    progress.advanced(1, 1, 0);
  }

  private static void link(Rootfs tree, String path, String target) throws IOException {
    tree.link(TreePath.of(path), PrepareTree.bytes(target));
  }
}
