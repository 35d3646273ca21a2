package org.cmimage.sources.archive;

import org.cmimage.core.ClusterLayout;
import org.cmimage.core.SearchPath;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.ImageArchivesProvider;

/** Creates the reader of archives for this machine. */
public final class TarImageArchivesProvider implements ImageArchivesProvider {
  /** Creates a provider, for {@link java.util.ServiceLoader} and embedders. */
  public TarImageArchivesProvider() {}

  @Override
  public ImageArchives archives(ClusterLayout layout) {
    return new TarImageArchives(layout, SearchPath.SYSTEM);
  }
}
