package org.cmimage.cli.option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.PackageSources;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options for packages and their sources. */
public final class PackageOptions {
  @Mixin private final RepositoryOptions repositories = new RepositoryOptions();

  @Option(
      names = {"-x", "--excludecm"},
      paramLabel = "PKG",
      split = ",",
      description =
          "Do not take these packages from the repositories of -c; glob patterns will do.")
  private List<String> excludedAdditional = List.of();

  @Option(
      names = {"-j", "--excludedist"},
      paramLabel = "PKG",
      split = ",",
      description =
          "Leave out these packages of the distribution; dependencies on them are treated as"
              + " satisfied. Glob patterns will do: 'nvidia-*-570'.")
  private List<String> excluded = List.of();

  @Option(
      names = {"-p", "--packages"},
      paramLabel = "PKG",
      split = ",",
      description =
          "Install these too. With cmshared alone each becomes an application; all leaves cmshared"
              + " as it is.")
  private List<String> additional = List.of();

  @Option(
      names = "--lock",
      paramLabel = "FILE",
      description =
          "Take exactly the versions in this file; where there is no such file, or a component is"
              + " not in it, write those that were taken.")
  private Optional<Path> lock = Optional.empty();

  @Option(
      names = "--kernel",
      paramLabel = "FLAVOUR|PKG",
      description =
          "Install another kernel than the distribution's usual one: a flavour such as 64k, cloud"
              + " or hwe (see: cm-image distros DISTRO), or a package.")
  private Optional<String> kernel = Optional.empty();

  public ImageRequest.Builder addTo(ImageRequest.Builder request) {
    request
        .baseRepositories(repositories.base())
        .additionalRepositories(
            new PackageSources.Additional(repositories.additional(), excludedAdditional));
    repositories.preferences().ifPresent(request::preferences);
    lock.ifPresent(request::lock);
    kernel.ifPresent(request::kernel);
    return request.additionalPackages(additional).excludedPackages(excluded);
  }
}
