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
 * The guards that are laid over files of the tree while packages are configured: no service is
 * started, and nothing is generated twice or in vain. {@code policy-rc.d} is not a guard, because
 * no package has such a file: {@link PrepareTree} writes it, {@link FinishTree} removes it.
 */
public final class ConfigureGuards {
  /** Init scripts that a maintainer script calls directly start nothing. */
  public static final ImmutableMap<String, String> START_NOTHING =
      ImmutableMap.of("/sbin/start-stop-daemon", "#!/bin/sh\nexit 0\n");

  /** The file in which update-initramfs records its calls outside the one run that counts. */
  public static final TreePath INITRAMFS_WANTED = TreePath.of("var/lib/cm-image-initramfs-wanted");

  /** The same of those calls that the next run answers. */
  public static final TreePath INITRAMFS_DUE = TreePath.of("var/lib/cm-image-initramfs-due");

  /** A conffile that is covered by a guard. */
  public static final String UPDATE_INITRAMFS = "/etc/initramfs-tools/update-initramfs.conf";

  /** A program that is covered by its own text with a line inserted. */
  public static final TreePath CERTIFICATES = TreePath.of("usr/sbin/update-ca-certificates");

  private static final int MAX_SCRIPT = 1 << 20;

  private final ProvisionPlan plan;

  /** Creates the guards of a plan. */
  public ConfigureGuards(ProvisionPlan plan) {
    this.plan = plan;
  }

  /** Returns the content of each guard by absolute path, for a tree whose packages are unpacked. */
  public Map<String, String> of(Rootfs tree) throws IOException {
    ImmutableMap.Builder<String, String> guards = ImmutableMap.builder();
    guards.putAll(START_NOTHING);
    if (isThere(tree, "initramfs-tools", UPDATE_INITRAMFS)) {
      // update-initramfs reads its configuration first, and exits there. A dozen packages request
      // an initramfs, and the kernel's hook makes one before all others are configured.
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
      // Host keys in an image would be the same on all nodes; scrubbing removes them.
      guards.put("/usr/bin/ssh-keygen", "#!/bin/sh\nexit 0\n");
    }
    certificates(tree).ifPresent(script -> guards.put(CERTIFICATES.toString(), script));
    return guards.buildOrThrow();
  }

  /**
   * Returns whether a file of a package is unpacked, so that a guard may cover it. dpkg could not
   * unpack a file below a guard.
   */
  private boolean isThere(Rootfs tree, String packageName, String path) throws IOException {
    return plan.has(packageName) && tree.status(TreePath.of(path)).isPresent();
  }

  /**
   * Returns the text of update-ca-certificates with a guard against its first call. The script of
   * ca-certificates makes the certificates when it is configured, without hooks, and again with
   * them in the trigger that it then activates. The second call does all the work.
   */
  public static Optional<String> certificates(Rootfs tree) throws IOException {
    Optional<String> script =
        tree.read(CERTIFICATES, MAX_SCRIPT).map(bytes -> new String(bytes, UTF_8));
    return script
        .filter(text -> text.startsWith("#!/bin/sh"))
        .map(text -> text.replaceFirst("\n", "\n[ \"\\$1:\\$2\" != --hooksdir: ] || exit 0\n"));
  }
}
