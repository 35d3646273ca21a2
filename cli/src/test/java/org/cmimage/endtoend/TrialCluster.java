package org.cmimage.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.model.Distribution;

/**
 * A cluster below {@code target}. Tests share its cache, so that a package is fetched once; the
 * rest is there for one test only.
 */
final class TrialCluster {
  /** Part of all its paths. */
  static final String NAME = "endtoend";

  private static final Path DIRECTORY = Path.of("target", NAME).toAbsolutePath();

  private TrialCluster() {}

  /**
   * A new one, in which the distribution's software image has a small set of packages.
   *
   * @param services packages to have in it beside what it takes to boot
   */
  static ClusterLayout create(Distribution distribution, List<String> services)
      throws IOException, InterruptedException {
    remove();
    ClusterLayout layout = ClusterLayout.below(DIRECTORY);
    Files.createDirectories(layout.distributions());
    Files.createDirectories(scratch());
    Files.writeString(
        layout.distributions().resolve(distribution.id() + ".yaml"),
        """
        inherits: %s
        kernels:
          x86_64: linux-image-cloud-amd64
          aarch64: linux-image-cloud-arm64
        priorities:
          swimage: [required]
        packages:
          swimage:
            boot: [systemd-sysv, initramfs-tools, zstd]
            tools: [apt]
            network: [iputils-ping] # has a file capability
            login: %s
            dhcp: []
            infiniband: []
            time: []
            storage: []
            hardware: []
            diagnosis: []
            logs: []
        """
            .formatted(distribution.id(), services));
    return layout;
  }

  /** A directory of this cluster for whatever else a test makes. */
  static Path scratch() {
    return DIRECTORY.resolve("scratch");
  }

  /** Removes all but the cache. */
  static void remove() throws IOException, InterruptedException {
    Files.createDirectories(DIRECTORY);
    for (String part : List.of("cm", "etc", "scratch", "var/lib", "var/log")) {
      Program.output(DIRECTORY, "rm", "-rf", "--one-file-system", part);
    }
  }
}
