package org.cmimage.endtoend.trial;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;

/**
 * A cluster below {@code target}, another one for each process of tests. Tests share its cache, so
 * that a package is fetched once; the rest is there for one test only.
 */
public final class TrialCluster {
  /** The architecture of this machine. */
  public static final Architecture HOST = Architecture.parse(System.getProperty("os.arch"));

  /** One that this machine does not run itself. */
  public static final Architecture FOREIGN =
      HOST == Architecture.AARCH64 ? Architecture.X86_64 : Architecture.AARCH64;

  private static final Path ALL = Path.of("target", "endtoend").toAbsolutePath();
  private static final Path DIRECTORY =
      ALL.resolve(System.getProperty("test.process", "process-1"));
  private static final Path CACHE = ALL.resolve("cache");

  private TrialCluster() {}

  /**
   * A new one, in which the distribution's software image has a small set of packages.
   *
   * @param services packages to have in it beside what it takes to boot
   */
  public static ClusterLayout create(Distribution distribution, List<String> services)
      throws IOException, InterruptedException {
    return create(
        distribution,
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
  }

  /**
   * A new one, with a distribution of its own.
   *
   * @param catalog what to lay over the built-in catalog's file of the distribution
   */
  public static ClusterLayout create(Distribution distribution, String catalog)
      throws IOException, InterruptedException {
    remove();
    ClusterLayout layout = ClusterLayout.below(DIRECTORY);
    linkCache(layout);
    Files.createDirectories(layout.distributions());
    Files.createDirectories(scratch());
    Files.writeString(layout.distributions().resolve(distribution.id() + ".yaml"), catalog);
    return layout;
  }

  /** A second cluster like it, with the same cache, for a build at the same time. */
  public static ClusterLayout beside(ClusterLayout layout)
      throws IOException, InterruptedException {
    ClusterLayout second = alone(layout);
    linkCache(second);
    return second;
  }

  /** A second cluster like it, with nothing in its cache. */
  public static ClusterLayout alone(ClusterLayout layout) throws IOException, InterruptedException {
    ClusterLayout second = ClusterLayout.below(Files.createDirectory(scratch().resolve("second")));
    Program.output(
        layout.root(), "cp", "-r", layout.resolve("/etc").toString(), second.root().toString());
    return second;
  }

  private static void linkCache(ClusterLayout layout) throws IOException {
    Files.createDirectories(CACHE);
    Files.createDirectories(layout.cache().getParent());
    if (Files.notExists(layout.cache())) {
      Files.createSymbolicLink(layout.cache(), CACHE);
    }
  }

  /** Aborts a test that this machine is not fit for. */
  public static void requireMachine(String... tools) {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    for (String tool : tools) {
      boolean there =
          Stream.of(System.getenv("PATH").split(":"))
              .anyMatch(directory -> Files.isExecutable(Path.of(directory, tool)));
      assumeTrue(there, "needs " + tool);
    }
  }

  /** The plan of what is requested; aborts the test where it cannot be executed here and now. */
  public static ComponentPlan requirePlan(ImagePipeline pipeline, ImageRequest request)
      throws ImageException {
    try {
      ImagePlan all = pipeline.plan(request);
      for (Obstacle obstacle : all.obstacles()) {
        abort(obstacle.message());
      }
      return all.components().get(0);
    } catch (ImageException e) {
      assumeTrue(e.code() != ErrorCode.MIRROR_UNREACHABLE, e.getMessage());
      throw e;
    }
  }

  /** The packages of a plan. */
  public static PackageInstallation installation(ComponentPlan plan) {
    return ((ComponentPlan.Install) plan.making()).installation();
  }

  /** Where it is. */
  public static Path directory() {
    return DIRECTORY;
  }

  /** What has been downloaded for all processes. */
  public static Path cache() {
    return CACHE;
  }

  /** A directory of this cluster for whatever else a test makes. */
  public static Path scratch() {
    return DIRECTORY.resolve("scratch");
  }

  /** Removes all but the cache. */
  public static void remove() throws IOException, InterruptedException {
    Files.createDirectories(DIRECTORY);
    for (String part : List.of("cm", "etc", "scratch", "var/lib", "var/log")) {
      Program.output(DIRECTORY, "rm", "-rf", "--one-file-system", part);
    }
  }
}
