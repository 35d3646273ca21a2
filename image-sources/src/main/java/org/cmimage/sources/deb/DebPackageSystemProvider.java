package org.cmimage.sources.deb;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.SearchPath;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.Keyrings;
import org.cmimage.core.guest.ProgramSource;
import org.cmimage.core.spi.OfflineSource;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.PackageSystemProvider;
import org.cmimage.model.Architecture;
import org.cmimage.sources.access.ServerAccess;
import org.cmimage.sources.deb.repository.RepositoryCopies;
import org.cmimage.sources.deb.source.DirectoryRepositories;
import org.cmimage.sources.deb.source.HeadNode;
import org.cmimage.sources.deb.source.RepositorySelector;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.download.DownloadSettings;

/** Creates the package system of Debian for this machine. */
public final class DebPackageSystemProvider implements PackageSystemProvider {
  private static final Path APT = Path.of("/etc/apt");

  /** Creates a provider, for {@link java.util.ServiceLoader} and embedders. */
  public DebPackageSystemProvider() {}

  @Override
  public PackageSystem packages(ClusterLayout layout) {
    return packages(layout, tools(layout));
  }

  @Override
  public OfflineSource offlineSource(ClusterLayout layout, Path directory) {
    RepositoryCopies copies = new RepositoryCopies(directory);
    RepositoryCopies emulator =
        new RepositoryCopies(directory.resolve(DirectoryRepositories.EMULATOR));
    return new DebOfflineSource(
        packages(layout, tools(layout).copying(copies)),
        copies,
        programs(layout, tools(layout).copying(emulator)),
        emulator);
  }

  @Override
  public ProgramSource programs(ClusterLayout layout) {
    return programs(layout, tools(layout));
  }

  private static DebPackageSystem packages(ClusterLayout layout, DebTools tools) {
    return new DebPackageSystem(
        tools, selector(layout, catalog(layout)), programs(layout, tools(layout)));
  }

  private static DebProgramSource programs(ClusterLayout layout, DebTools tools) {
    DistributionCatalog catalog = catalog(layout);
    return new DebProgramSource(tools, selector(layout, catalog), catalog);
  }

  private static DebTools tools(ClusterLayout layout) {
    return new DebTools(
        new DownloadCache(layout.cache()),
        DownloadSettings.DEFAULT,
        new Keyrings(layout)::locate,
        Clock.systemUTC(),
        SearchPath.SYSTEM,
        ServerAccess.of(APT, System.getenv()),
        Optional.empty());
  }

  private static DistributionCatalog catalog(ClusterLayout layout) {
    return DistributionCatalog.load(layout.distributions());
  }

  private static RepositorySelector selector(ClusterLayout layout, DistributionCatalog catalog) {
    HeadNode head = new HeadNode(APT, Architecture.ofThisMachine());
    return new RepositorySelector(catalog, new Keyrings(layout), head);
  }
}
