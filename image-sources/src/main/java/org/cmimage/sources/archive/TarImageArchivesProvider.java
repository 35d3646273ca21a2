package org.cmimage.sources.archive;

import org.cmimage.core.ClusterLayout;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.ImageArchivesProvider;

/** Sets the reading of archives up for this machine. */
public final class TarImageArchivesProvider implements ImageArchivesProvider {
  /**
   * Fixed, as for a set-user-id program: no directory of the caller's has a say in what verifies
   * signatures.
   */
  private static final String SEARCH_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

  /** For {@link java.util.ServiceLoader} and embedders. */
  public TarImageArchivesProvider() {}

  @Override
  public ImageArchives archives(ClusterLayout layout) {
    return new TarImageArchives(layout, SEARCH_PATH);
  }
}
