package org.cmimage.cli.image;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.PackageSources;
import picocli.CommandLine.Option;

/** Which packages, and where they come from. */
final class PackageOptions {
  @Option(
      names = {"-b", "--baserepo"},
      paramLabel = "PLACE",
      description =
          "Take packages from these repositories instead of the distribution's: an apt sources"
              + " file (a path or URL), or a directory that holds repositories or packages. May be"
              + " given several times.")
  private List<String> base = List.of();

  @Option(
      names = {"-c", "--cmrepo"},
      paramLabel = "PLACE",
      description = "Take packages from these repositories too; as -b.")
  private List<String> additionalRepositories = List.of();

  @Option(
      names = {"-x", "--excludecm"},
      paramLabel = "PKG",
      split = ",",
      description =
          "Do not take these packages from the repositories of -c; glob patterns will do.")
  private List<String> excludedAdditional = List.of();

  @Option(
      names = "--preferences",
      paramLabel = "FILE",
      description =
          "Prefer packages as this file or directory says, in the form of apt_preferences(5).")
  private Optional<String> preferences = Optional.empty();

  @Option(
      names = {"-j", "--excludedist"},
      paramLabel = "PKG",
      split = ",",
      description =
          "Leave out these packages of the distribution; what depends on them is told they are"
              + " there. Glob patterns will do: 'nvidia-*-570'.")
  private List<String> excluded = List.of();

  @Option(
      names = {"-p", "--packages"},
      paramLabel = "PKG",
      split = ",",
      description =
          "Install these too. With cmshared alone each becomes an application; all leaves cmshared"
              + " as it is.")
  private List<String> additional = List.of();

  ImageRequest.Builder addTo(ImageRequest.Builder request) {
    request
        .baseRepositories(base)
        .additionalRepositories(
            new PackageSources.Additional(additionalRepositories, excludedAdditional));
    preferences.ifPresent(request::preferences);
    return request.additionalPackages(additional).excludedPackages(excluded);
  }
}
