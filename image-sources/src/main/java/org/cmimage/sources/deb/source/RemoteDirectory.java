package org.cmimage.sources.deb.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.location.VfsLocation;

/**
 * A directory of a web server that holds repositories: a flat one, or the suites of the
 * distribution. The content of a server cannot be listed, so they are looked up by name. They must
 * be signed.
 */
final class RemoteDirectory {
  private static final int LARGEST_RELEASE = 8 << 20;

  private final String url;
  private final List<Repository> known;

  /**
   * Creates the search of a directory.
   *
   * @param url with a slash at its end
   * @param known the distribution's repositories, for their keys and suites
   */
  RemoteDirectory(String url, List<Repository> known) {
    this.url = url;
    this.known = known;
  }

  /**
   * Returns its repositories.
   *
   * @throws FaultException if there are none, or the server cannot be reached
   */
  RepositorySelection find() throws IOException {
    List<RepositorySelection.Located> found = new ArrayList<>();
    if (hasRelease("")) {
      found.add(located("./", List.of()));
    }
    for (Repository repository : known) {
      if (!repository.isFlat() && hasRelease("dists/" + repository.suite() + "/")) {
        found.add(located(repository.suite(), repository.components()));
      }
    }
    if (found.isEmpty()) {
      String suites = String.join(", ", known.stream().map(Repository::suite).distinct().toList());
      throw new FaultException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot take packages from " + VfsLocation.shown(url),
          "it has neither a Release file nor one of the suites " + suites + " below dists/",
          new Remedy.Advice(
              "name the directory that has InRelease; a repository that is not signed has to be a"
                  + " directory of this machine"));
    }
    return new RepositorySelection(found, List.of());
  }

  private boolean hasRelease(String directory) throws IOException {
    for (String name : List.of("InRelease", "Release")) {
      if (VfsLocation.readIfThere(url + directory + name, LARGEST_RELEASE).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private RepositorySelection.Located located(String suite, List<String> components) {
    List<String> keyrings = List.copyOf(SourceKeyrings.distributions(known));
    ReleaseRules usual = ReleaseRules.DEFAULT;
    Repository repository =
        new Repository(
            url,
            suite,
            components,
            keyrings,
            new ReleaseRules(true, true, usual.future(), false, usual.byHash(), usual.signers()));
    return new RepositorySelection.Located(repository, VfsLocation.shown(url));
  }
}
