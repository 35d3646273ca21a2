package org.cmimage.sources.deb.provision;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;

/**
 * The steps from a tree of unpacked Debian packages to a system that a node can run, and the guards
 * that must lie over the tree while they run. Immutable and thread-safe.
 */
public final class DebProvision {
  /**
   * Init scripts that a maintainer script calls directly start nothing. {@code policy-rc.d} is not
   * among the guards, for no package has such a file: {@code prepare} writes it, {@code finish}
   * removes it.
   */
  private static final Map.Entry<String, String> START_NOTHING =
      Map.entry("/sbin/start-stop-daemon", "#!/bin/sh\nexit 0\n");

  private final ProvisionPlan plan;

  public DebProvision(ProvisionPlan plan) {
    this.plan = plan;
  }

  /**
   * First {@code prepare}, which writes what packages must find when they are configured, {@code
   * pre-install scripts} and {@code configure}. Then, at the same time, {@code initramfs}, where
   * there is a kernel, and {@code put-off work}. At last {@code finish}, which removes what served
   * the build.
   */
  public List<List<ProvisionTrack>> tracks(Rootfs tree) throws IOException {
    PutOffWork putOff = new PutOffWork(plan);
    ImmutableMap<String, String> configureGuards =
        ImmutableMap.<String, String>builder()
            .put(START_NOTHING)
            .putAll(initramfsPutOff())
            .putAll(putOff.guards())
            .buildOrThrow();
    ProvisionTrack configure =
        new ProvisionTrack(
            configureGuards,
            List.of(
                new PrepareTree(plan),
                new RunPreInstallScripts(plan),
                new ConfigurePackages(plan)));
    ImmutableList.Builder<ProvisionTrack> once = ImmutableList.builder();
    if (!plan.kernelRelease().isEmpty()) {
      GenerateInitramfs initramfs = new GenerateInitramfs(plan);
      once.add(new ProvisionTrack(with(initramfs.guards(tree)), List.of(initramfs)));
    }
    once.add(new ProvisionTrack(with(Map.of()), List.of(putOff)));
    ProvisionTrack finish = new ProvisionTrack(with(Map.of()), List.of(new FinishTree(plan)));
    return List.of(List.of(configure), once.build(), List.of(finish));
  }

  private static ImmutableMap<String, String> with(Map<String, String> guards) {
    return ImmutableMap.<String, String>builder().put(START_NOTHING).putAll(guards).buildOrThrow();
  }

  /**
   * update-initramfs reads its configuration first, and ends there. A dozen packages ask for an
   * initramfs, and the kernel's hook makes one before all others are configured.
   */
  private Map<String, String> initramfsPutOff() {
    return plan.has("initramfs-tools")
        ? Map.of(
            "/etc/initramfs-tools/update-initramfs.conf",
            """
            echo "update-initramfs: put off until all packages are configured"
            exit 0
            """)
        : Map.of();
  }
}
