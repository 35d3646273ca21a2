package org.cmimage.core.spi;

import org.cmimage.core.ClusterLayout;

/** A service that opens sources for a pipeline, see {@link java.util.ServiceLoader}. Stateless. */
public interface SourceMediaProvider {
  /** Makes the port with the cache of {@code layout}. Opens nothing yet. */
  SourceMedia media(ClusterLayout layout);
}
