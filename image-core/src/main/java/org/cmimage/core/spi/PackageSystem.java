package org.cmimage.core.spi;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.model.Architecture;

/**
 * Makes trees out of a distribution's packages. Implemented by image-sources, one for each package
 * format. Thread-safe.
 */
public interface PackageSystem {
  /** Whether this one handles the distribution's package format. */
  boolean supports(DistributionSpec distribution);

  /**
   * Reads the repositories' verified indices and decides what will be installed. Writes nothing but
   * the cache.
   *
   * @throws FaultException when a mirror cannot be reached, an index cannot be trusted, or the
   *     packages cannot be had together
   */
  PackageInstallation plan(Query query, StageProgress progress)
      throws IOException, InterruptedException;

  /**
   * What is asked for.
   *
   * @param distribution whose packages
   * @param architecture made for
   * @param baseRepository an apt sources file or the format's like, as a path or URL, to use
   *     instead of the distribution's own repositories
   * @param priorities package priorities of which every package is installed, as {@link
   *     DistributionSpec#priorities()} of the component
   * @param packages names to install, beside what is essential
   * @param excluded names that must not be installed; a dependency on one counts as met
   * @param offline use what the cache and file: repositories hold; touch no network
   */
  record Query(
      DistributionSpec distribution,
      Architecture architecture,
      Optional<String> baseRepository,
      List<String> priorities,
      List<String> packages,
      List<String> excluded,
      boolean offline) {
    public Query {
      priorities = List.copyOf(priorities);
      packages = List.copyOf(packages);
      excluded = List.copyOf(excluded);
    }
  }
}
