package org.cmimage.core.spi;

import java.io.IOException;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.ArchOs;

/** Opens what images are made of. Implemented by image-sources. Thread-safe. */
public interface SourceMedia {
  /**
   * Finds out by its content what a source is. An archive is read once, as far as that takes;
   * nothing is written but the cache.
   *
   * @param location a path or URL of an archive, or of a directory
   * @param archOs what images are to be made for
   * @param offline whether the network is not to be used
   * @throws FaultException where there is nothing, or it is nothing to make images of, telling what
   *     it is; with {@link org.cmimage.core.fault.ErrorCode#ARCH_OS_MISMATCH} where it is for
   *     another architecture or distribution
   */
  SourceMedium open(String location, ArchOs archOs, boolean offline)
      throws IOException, InterruptedException;
}
