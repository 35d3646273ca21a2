package org.cmimage.cli.option;

import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.ArchOs;
import picocli.CommandLine.Option;

/** The options for architecture and distribution. */
public class ArchOsOptions {
  @Option(
      names = {"-d", "--distro"},
      paramLabel = "DISTRO",
      required = true,
      description = "The distribution, such as debian12, ubuntu2404, rhel9u3 or sles15sp6.")
  private String distribution = "";

  @Option(
      names = {"-a", "--arch"},
      paramLabel = "ARCH",
      required = true,
      description = "The architecture: x86_64 (or amd64), aarch64 (or arm64), riscv64.")
  private String architecture = "";

  /**
   * Returns the requested architecture and distribution.
   *
   * @param catalog for suggestions where the distribution is misspelt
   */
  public final ArchOs archOs(DistributionCatalog catalog) throws ImageException {
    return new ArchOs(
        RequestedArchOs.architecture(architecture),
        RequestedDistribution.parse(distribution, catalog));
  }
}
