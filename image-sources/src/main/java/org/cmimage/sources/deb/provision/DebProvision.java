package org.cmimage.sources.deb.provision;

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
  private final ProvisionPlan plan;

  public DebProvision(ProvisionPlan plan) {
    this.plan = plan;
  }

  /**
   * First what needs no other: {@code prepare} writes what packages must find when they are
   * configured; {@code pre-install scripts}; {@code configure for the initramfs}. Then {@code
   * initramfs} and, at the same time, {@code configure} for the other packages, which as a rule do
   * not concern it; where one says it does, there is work for {@code initramfs again}. At last
   * {@code finish}, which removes what served the build.
   */
  public List<List<ProvisionTrack>> tracks(Rootfs tree) throws IOException {
    Map<String, String> guards = new ConfigureGuards(plan).of(tree);
    PrepareTree prepare = new PrepareTree(plan);
    RunPreInstallScripts scripts = new RunPreInstallScripts(plan);
    ConfigurePackages configure = ConfigurePackages.all(plan);
    FinishTree finish = new FinishTree(plan);
    if (plan.kernelRelease().isEmpty()) {
      return List.of(
          List.of(new ProvisionTrack(guards, List.of(prepare, scripts, configure))),
          List.of(new ProvisionTrack(ConfigureGuards.START_NOTHING, List.of(finish))));
    }
    GenerateInitramfs initramfs = GenerateInitramfs.first(plan);
    GenerateInitramfs again = GenerateInitramfs.again(plan);
    Map<String, String> initramfsGuards = GenerateInitramfs.guards(tree);
    return List.of(
        List.of(
            new ProvisionTrack(
                guards, List.of(prepare, scripts, ConfigurePackages.forInitramfs(plan)))),
        List.of(
            new ProvisionTrack(initramfsGuards, List.of(initramfs)),
            new ProvisionTrack(guards, List.of(configure))),
        List.of(new ProvisionTrack(initramfsGuards, List.of(again, finish))));
  }
}
