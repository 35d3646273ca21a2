package org.cmimage.sources.deb.provision.order;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.provision.FinishTree;
import org.cmimage.sources.deb.provision.PrepareTree;

/**
 * What lies over the tree while packages are configured: nothing is started, and nothing is made
 * twice or for nothing. {@code policy-rc.d} is not among the guards, for no package has such a
 * file: {@link PrepareTree} writes it, {@link FinishTree} removes it.
 */
public final class ConfigureGuards {
  /** Init scripts that a maintainer script calls directly start nothing. */
  public static final ImmutableMap<String, String> START_NOTHING =
      ImmutableMap.of("/sbin/start-stop-daemon", "#!/bin/sh\nexit 0\n");

  /** Where update-initramfs leaves word that it was called beside the one run that counts. */
  public static final TreePath INITRAMFS_WANTED = TreePath.of("var/lib/cm-image-initramfs-wanted");

  /** A conffile, over which something is laid. */
  public static final String UPDATE_INITRAMFS = "/etc/initramfs-tools/update-initramfs.conf";

  /** A program, over which its own text is laid with a line before it. */
  public static final TreePath CERTIFICATES = TreePath.of("usr/sbin/update-ca-certificates");

  private static final int MAX_SCRIPT = 1 << 20;

  private final ProvisionPlan plan;

  /** The guards of a plan. */
  public ConfigureGuards(ProvisionPlan plan) {
    this.plan = plan;
  }

  /** Content by absolute path, for a tree whose packages are unpacked. */
  public Map<String, String> of(Rootfs tree) throws IOException {
    ImmutableMap.Builder<String, String> guards = ImmutableMap.builder();
    guards.putAll(START_NOTHING);
    if (isThere(tree, "initramfs-tools", UPDATE_INITRAMFS)) {
      // update-initramfs reads its configuration first, and ends there. A dozen packages ask for an
      // initramfs, and the kernel's hook makes one before all others are configured.
      guards.put(
          UPDATE_INITRAMFS,
          """
          : > %s
          echo "update-initramfs: put off until all that contributes is configured"
          exit 0
          """
              .formatted(INITRAMFS_WANTED));
    }
    if (isThere(tree, "openssh-client", "/usr/bin/ssh-keygen")) {
      // Host keys of an image would be the same on all nodes: they are scrubbed.
      guards.put("/usr/bin/ssh-keygen", "#!/bin/sh\nexit 0\n");
    }
    certificates(tree).ifPresent(script -> guards.put(CERTIFICATES.toString(), script));
    return guards.buildOrThrow();
  }

  /**
   * Whether a file of a package is there to have something laid over it. dpkg could not unpack it
   * under a guard.
   */
  private boolean isThere(Rootfs tree, String packageName, String path) throws IOException {
    return plan.has(packageName) && tree.status(TreePath.of(path)).isPresent();
  }

  /**
   * The script of ca-certificates makes the certificates when it is configured, without hooks, and
   * once more with them in the trigger that it then activates. The second time does it all.
   */
  public static Optional<String> certificates(Rootfs tree) throws IOException {
    Optional<String> script =
        tree.read(CERTIFICATES, MAX_SCRIPT).map(bytes -> new String(bytes, UTF_8));
    return script
        .filter(text -> text.startsWith("#!/bin/sh"))
        .map(text -> text.replaceFirst("\n", "\n[ \"\\$1:\\$2\" != --hooksdir: ] || exit 0\n"));
  }
}
