package org.cmimage.core.spi;

import org.cmimage.core.ClusterLayout;

/** How a pipeline opens archives: a service, see {@link java.util.ServiceLoader}. Stateless. */
public interface ImageArchivesProvider {
  /** Archives whose signatures are checked by the keyrings of {@code layout}. Opens nothing yet. */
  ImageArchives archives(ClusterLayout layout);
}
