package org.cmimage.core.spi;

import java.io.IOException;
import org.cmimage.core.fault.FaultException;

/** The port that opens archives of image trees. Implemented by image-sources. Thread-safe. */
public interface ImageArchives {
  /**
   * Detects the archive's format and resolves its expected digest. Reads only its first bytes, and
   * writes only to the cache.
   *
   * @throws FaultException where there is no such archive, it cannot be reached, it is in no known
   *     format, or its list of checksums cannot be trusted or does not name it
   */
  TreeSource open(ArchiveRequest request) throws IOException, InterruptedException;
}
