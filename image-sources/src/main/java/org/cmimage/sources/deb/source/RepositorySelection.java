package org.cmimage.sources.deb.source;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.core.catalog.Repository;

/**
 * The repositories an image's packages come from.
 *
 * @param repositories in the order they were given
 * @param notices what was asked for and is not done, one sentence each
 */
public record RepositorySelection(List<Located> repositories, List<String> notices) {
  public RepositorySelection {
    repositories = ImmutableList.copyOf(repositories);
    notices = ImmutableList.copyOf(notices);
  }

  /**
   * A repository and who named it.
   *
   * @param origin for people: {@code the catalog}, or a sources file and its line
   * @param additional whether it is beside those of the distribution
   */
  public record Located(Repository repository, String origin, boolean additional) {
    /** One of the distribution's, or in the place of one. */
    Located(Repository repository, String origin) {
      this(repository, origin, false);
    }

    /** Returns the same beside those of the distribution. */
    Located beside() {
      return new Located(repository, origin, true);
    }
  }
}
