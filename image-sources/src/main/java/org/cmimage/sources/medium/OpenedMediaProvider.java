package org.cmimage.sources.medium;

import org.cmimage.core.ClusterLayout;
import org.cmimage.core.spi.SourceMedia;
import org.cmimage.core.spi.SourceMediaProvider;
import org.cmimage.sources.compress.Decompressor;

/** Sets the opening of sources up for this machine. */
public final class OpenedMediaProvider implements SourceMediaProvider {
  /** For {@link java.util.ServiceLoader} and embedders. */
  public OpenedMediaProvider() {}

  @Override
  public SourceMedia media(ClusterLayout layout) {
    return new OpenedMedia(Decompressor.ofHost(Decompressor.SYSTEM_PATH));
  }
}
