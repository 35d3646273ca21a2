package org.cmimage.sources.deb;

import java.nio.file.Path;
import java.time.Clock;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.Keyrings;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.PackageSystemProvider;
import org.cmimage.core.spi.ProgramSource;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.sources.access.ServerAccess;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.source.HeadNode;
import org.cmimage.sources.deb.source.RepositorySelector;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.download.DownloadSettings;

/** Sets Debian packaging up for this machine. */
public final class DebPackageSystemProvider implements PackageSystemProvider {
  private static final Path APT = Path.of("/etc/apt");
  private static final String EMULATORS = "debian12";

  /** For {@link java.util.ServiceLoader} and embedders. */
  public DebPackageSystemProvider() {}

  @Override
  public PackageSystem packages(ClusterLayout layout) {
    return new DebPackageSystem(tools(layout), selector(layout, catalog(layout)));
  }

  @Override
  public ProgramSource programs(ClusterLayout layout) {
    DistributionCatalog catalog = catalog(layout);
    return new DebProgramSource(
        tools(layout), selector(layout, catalog), catalog, Distribution.parse(EMULATORS));
  }

  private static DebTools tools(ClusterLayout layout) {
    return new DebTools(
        new DownloadCache(layout.cache()),
        DownloadSettings.DEFAULT,
        new Keyrings(layout)::locate,
        Clock.systemUTC(),
        Decompressor.SYSTEM_PATH,
        ServerAccess.of(APT, System.getenv()));
  }

  private static DistributionCatalog catalog(ClusterLayout layout) {
    return DistributionCatalog.load(layout.distributions());
  }

  private static RepositorySelector selector(ClusterLayout layout, DistributionCatalog catalog) {
    HeadNode head = new HeadNode(APT, Architecture.parse(System.getProperty("os.arch")));
    return new RepositorySelector(catalog, new Keyrings(layout), head);
  }
}
