package org.cmimage.sources.medium;

import org.cmimage.core.ClusterLayout;
import org.cmimage.core.spi.SourceMedia;
import org.cmimage.core.spi.SourceMediaProvider;
import org.cmimage.sources.compress.Decompressor;

/** Creates the opener of sources for this machine. */
public final class OpenedMediaProvider implements SourceMediaProvider {
  /** Creates a provider, for {@link java.util.ServiceLoader} and embedders. */
  public OpenedMediaProvider() {}

  @Override
  public SourceMedia media(ClusterLayout layout) {
    return new OpenedMedia(Decompressor.ofHost(Decompressor.SYSTEM_PATH));
  }
}
