package org.cmimage.core.spi;

import java.io.IOException;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.ArchOs;

/** The port that opens sources of images. Implemented by image-sources. Thread-safe. */
public interface SourceMedia {
  /**
   * Detects the kind of a source by its content. An archive is read once, as far as needed; only
   * the cache is written.
   *
   * @param location a path or URL of an archive, or of a directory
   * @param archOs the target of the images
   * @param offline whether the network must not be used
   * @throws FaultException where the location does not exist, or is of no kind that images can be
   *     made of, with its actual kind; with {@link
   *     org.cmimage.core.fault.ErrorCode#ARCH_OS_MISMATCH} where it is for another architecture or
   *     distribution
   */
  SourceMedium open(String location, ArchOs archOs, boolean offline)
      throws IOException, InterruptedException;
}
