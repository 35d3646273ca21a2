package org.cmimage.sources.deb.source;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.core.catalog.Repository;

/**
 * The repositories of an image's packages.
 *
 * @param repositories in the order in which they were given
 * @param notices settings that are not supported, one sentence each
 */
public record RepositorySelection(List<Located> repositories, List<String> notices) {
  public RepositorySelection {
    repositories = ImmutableList.copyOf(repositories);
    notices = ImmutableList.copyOf(notices);
  }

  /** Returns the repositories without their origins. */
  public List<Repository> plain() {
    return repositories.stream().map(Located::repository).toList();
  }

  /**
   * A repository and its origin.
   *
   * @param origin for messages: {@code the catalog}, or a sources file and its line
   * @param additional whether it supplements those of the distribution
   */
  public record Located(Repository repository, String origin, boolean additional) {
    /** Creates the location of one of the distribution's repositories, or of a replacement. */
    Located(Repository repository, String origin) {
      this(repository, origin, false);
    }

    /** Returns address, suite and components, and who named it in parentheses. */
    public String text() {
      String components =
          repository.components().isEmpty() ? "" : " " + String.join(" ", repository.components());
      return "%s %s%s (%s)".formatted(repository.uri(), repository.suite(), components, origin);
    }

    /** Returns this location as supplementing the distribution's. */
    Located beside() {
      return new Located(repository, origin, true);
    }
  }
}
