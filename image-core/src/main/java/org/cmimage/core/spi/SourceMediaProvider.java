package org.cmimage.core.spi;

import org.cmimage.core.ClusterLayout;

/** How a pipeline opens sources: a service, see {@link java.util.ServiceLoader}. Stateless. */
public interface SourceMediaProvider {
  /** Returns what opens sources, with the cache of {@code layout}. Opens nothing yet. */
  SourceMedia media(ClusterLayout layout);
}
