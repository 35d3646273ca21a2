package org.cmimage.core.spi;

import org.cmimage.core.syscall.HostCalls;

/** A service that opens sources for a pipeline, see {@link java.util.ServiceLoader}. Stateless. */
public interface SourceMediaProvider {
  /**
   * Makes the port. Opens nothing yet.
   *
   * @param calls how directories are read
   */
  SourceMedia media(HostCalls calls);
}
