package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.resolve.Resolution;
import org.cmimage.sources.deb.resolve.Resolver;
import org.cmimage.sources.deb.source.RepositorySelection;
import org.cmimage.sources.deb.source.RepositorySelection.Located;
import org.cmimage.sources.deb.source.RepositorySelector;
import org.cmimage.sources.download.Downloader;

/** Debian packages. Thread-safe. */
final class DebPackageSystem implements PackageSystem {
  private final DebTools tools;
  private final RepositorySelector selector;

  /**
   * A package system.
   *
   * @param selector says which repositories
   */
  DebPackageSystem(DebTools tools, RepositorySelector selector) {
    this.tools = tools;
    this.selector = selector;
  }

  @Override
  public boolean supports(DistributionSpec distribution) {
    return distribution.packaging().equals("deb");
  }

  @Override
  public PackageInstallation plan(Query query, StageProgress progress)
      throws IOException, InterruptedException {
    RepositorySelection selection =
        selector.select(query.distribution(), query.architecture(), query.baseRepository());
    selection.notices().forEach(progress::warning);
    List<Repository> repositories =
        selection.repositories().stream().map(Located::repository).toList();
    Downloader downloader = tools.downloader(query.offline());
    String architecture = query.architecture().debianName();
    progress.activity("reading package lists");
    List<BinaryPackage> offered = tools.read(downloader, repositories, architecture);
    progress.activity("choosing packages");
    Resolution resolution =
        new Resolver(offered, architecture)
            .resolve(
                query.packages(),
                ImmutableSet.copyOf(query.priorities()),
                ImmutableSet.copyOf(query.excluded()));
    resolution.warnings().forEach(progress::warning);
    return new DebInstallation(
        query,
        origins(selection),
        resolution.packages(),
        tools,
        new DebTwins(tools, selector, query));
  }

  private static List<String> origins(RepositorySelection selection) {
    List<String> origins = new ArrayList<>();
    for (Located located : selection.repositories()) {
      Repository repository = located.repository();
      String components = String.join(" ", repository.components());
      origins.add(
          "%s %s %s (%s)"
              .formatted(repository.uri(), repository.suite(), components, located.origin()));
    }
    return origins;
  }
}
