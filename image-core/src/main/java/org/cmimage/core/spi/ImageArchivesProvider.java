package org.cmimage.core.spi;

import org.cmimage.core.ClusterLayout;

/** A service that opens archives for a pipeline, see {@link java.util.ServiceLoader}. Stateless. */
public interface ImageArchivesProvider {
  /**
   * Returns archives whose signatures are checked by the keyrings of {@code layout}. Opens nothing
   * yet.
   */
  ImageArchives archives(ClusterLayout layout);
}
