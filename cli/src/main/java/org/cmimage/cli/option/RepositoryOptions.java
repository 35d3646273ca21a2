package org.cmimage.cli.option;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options for the sources of packages. */
final class RepositoryOptions {
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
  private List<String> additional = List.of();

  @Option(
      names = "--preferences",
      paramLabel = "FILE",
      description =
          "Prefer packages as this file or directory says, in the form of apt_preferences(5).")
  private Optional<String> preferences = Optional.empty();

  /** Returns the locations that replace the distribution's repositories. */
  List<String> base() {
    return base;
  }

  /** Returns the locations of additional repositories. */
  List<String> additional() {
    return additional;
  }

  /** Returns the location of preferences among versions; empty if there are none. */
  Optional<String> preferences() {
    return preferences;
  }
}
