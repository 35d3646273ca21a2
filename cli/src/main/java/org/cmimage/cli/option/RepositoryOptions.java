package org.cmimage.cli.option;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where packages come from. */
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

  /** Returns the places in the stead of the distribution's repositories. */
  List<String> base() {
    return base;
  }

  /** Returns the places beside those. */
  List<String> additional() {
    return additional;
  }

  /** Returns which versions are preferred. */
  Optional<String> preferences() {
    return preferences;
  }
}
