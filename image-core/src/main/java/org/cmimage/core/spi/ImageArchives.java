package org.cmimage.core.spi;

import java.io.IOException;
import org.cmimage.core.fault.FaultException;

/** Opens archives of image trees. Implemented by image-sources. Thread-safe. */
public interface ImageArchives {
  /**
   * Finds out what the archive is, and what it has to be. Reads no more of it than its first bytes,
   * and writes nothing but the cache.
   *
   * @throws FaultException where there is no such archive, it cannot be reached, it is none, or its
   *     list of checksums cannot be trusted or does not name it
   */
  TreeSource open(ArchiveRequest request) throws IOException, InterruptedException;
}
