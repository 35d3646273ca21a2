package org.cmimage.sources.medium;

import org.cmimage.core.SearchPath;
import org.cmimage.core.spi.SourceMedia;
import org.cmimage.core.spi.SourceMediaProvider;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.sources.compress.Decompressor;

/** Creates the opener of sources for this machine. */
public final class OpenedMediaProvider implements SourceMediaProvider {
  /** Creates a provider, for {@link java.util.ServiceLoader} and embedders. */
  public OpenedMediaProvider() {}

  @Override
  public SourceMedia media(HostCalls calls) {
    return new OpenedMedia(Decompressor.ofHost(SearchPath.SYSTEM), calls);
  }
}
