package org.cmimage.sources.deb.provision;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;

/**
 * The steps from a tree of unpacked Debian packages to a system that a node can run, and the guards
 * that must lie over the tree while they run. Immutable and thread-safe.
 */
public final class DebProvision {
  private final ProvisionPlan plan;

  public DebProvision(ProvisionPlan plan) {
    this.plan = plan;
  }

  /**
   * The steps, in order: {@code prepare} writes what packages must find when they are configured;
   * {@code pre-install scripts}; {@code configure}; {@code initramfs}, where there is a kernel;
   * {@code finish} removes what served the build.
   */
  public List<ProvisionStep> steps() {
    PrepareTree prepare = new PrepareTree(plan);
    RunPreInstallScripts scripts = new RunPreInstallScripts(plan);
    ConfigurePackages configure = new ConfigurePackages(plan);
    FinishTree finish = new FinishTree(plan);
    return plan.kernelRelease().isEmpty()
        ? List.of(prepare, scripts, configure, finish)
        : List.of(prepare, scripts, configure, new GenerateInitramfs(plan), finish);
  }

  /**
   * Content by absolute path inside the tree, to lie over files that are there once the packages
   * are unpacked.
   *
   * <ul>
   *   <li>start-stop-daemon: init scripts that a maintainer script calls directly start nothing.
   *   <li>update-initramfs.conf, which update-initramfs reads first: the program ends there unless
   *       the step that generates the one initramfs is running it. A dozen packages ask for one,
   *       and the kernel's hook makes one before all others are configured.
   * </ul>
   *
   * {@code policy-rc.d} is not among them, for no package has such a file: {@code prepare} writes
   * it, {@code finish} removes it.
   */
  public Map<String, String> guards() {
    ImmutableMap.Builder<String, String> guards = ImmutableMap.builder();
    guards.put("/sbin/start-stop-daemon", "#!/bin/sh\nexit 0\n");
    if (plan.has("initramfs-tools")) {
      guards.put(
          "/etc/initramfs-tools/update-initramfs.conf",
          """
          if [ "${CM_IMAGE_INITRAMFS:-}" != now ]; then
            echo "update-initramfs: put off until all packages are configured"
            exit 0
          fi
          update_initramfs=yes
          backup_initramfs=no
          """);
    }
    return guards.buildOrThrow();
  }
}
