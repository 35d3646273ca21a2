package org.cmimage.sources.deb.transaction;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.order.ConfigureGuards;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.PendingArchives;

/**
 * The guards that are laid over a tree while its packages change. The tree's own files at these
 * paths remain, such as a {@code policy-rc.d} of a container's image. dpkg could not replace or
 * remove a file below a guard, so no guard covers a package that it still has to unpack or remove.
 */
final class TransactionGuards {
  private static final TreePath POLICY_DIRECTORY = TreePath.of("usr/sbin");
  private static final TreePath INITRAMFS = TreePath.of(ConfigureGuards.UPDATE_INITRAMFS);
  private static final TreePath NEW_INITRAMFS =
      TreePath.of(ConfigureGuards.UPDATE_INITRAMFS + ".dpkg-new");

  private final ProvisionPlan plan;
  private final Removals removals;

  TransactionGuards(ProvisionPlan plan, Removals removals) {
    this.plan = plan;
    this.removals = removals;
  }

  /** Returns the guards while packages are unpacked, configured and removed. */
  Map<String, String> of(Rootfs tree) throws IOException {
    Set<String> changing = new HashSet<>(PendingArchives.packages(tree));
    removals.all().forEach(changing::add);
    ImmutableMap.Builder<String, String> guards = ImmutableMap.builder();
    if (tree.isDirectory(POLICY_DIRECTORY)) {
      guards.put("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n");
    }
    if (!changing.contains("dpkg")) {
      guards.putAll(ConfigureGuards.START_NOTHING);
    }
    if (!plan.kernelRelease().isEmpty()
        && tree.status(INITRAMFS).isPresent()
        && tree.status(NEW_INITRAMFS).isEmpty()
        && !changing.contains("initramfs-tools")) {
      guards.put(
          ConfigureGuards.UPDATE_INITRAMFS,
          """
          case " $* " in
          *" -d "*)
            update_initramfs=yes
            backup_initramfs=no
            ;;
          *)
            echo "$*" >> %s
            echo "update-initramfs: put off until all that contributes is configured"
            exit 0
            ;;
          esac
          """
              .formatted(ConfigureGuards.INITRAMFS_WANTED));
    }
    if (!changing.contains("ca-certificates")) {
      ConfigureGuards.certificates(tree)
          .ifPresent(script -> guards.put(ConfigureGuards.CERTIFICATES.toString(), script));
    }
    return guards.buildOrThrow();
  }
}
