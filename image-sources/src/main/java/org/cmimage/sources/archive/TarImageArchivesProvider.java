package org.cmimage.sources.archive;

import org.cmimage.core.ClusterLayout;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.ImageArchivesProvider;
import org.cmimage.sources.compress.Decompressor;

/** Sets the reading of archives up for this machine. */
public final class TarImageArchivesProvider implements ImageArchivesProvider {
  /** For {@link java.util.ServiceLoader} and embedders. */
  public TarImageArchivesProvider() {}

  @Override
  public ImageArchives archives(ClusterLayout layout) {
    return new TarImageArchives(layout, Decompressor.SYSTEM_PATH);
  }
}
