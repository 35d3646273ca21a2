package org.cmimage.core.codec;

import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.fault.FaultException;

/**
 * A decompressor of streams, whose format is detected from their first bytes. Found as an installed
 * service. Thread-safe; a stream is for one thread.
 */
public interface Decompression {
  /**
   * Opens a stream.
   *
   * @param compressed read to its end; closed with the result, or left to the caller where this
   *     fails
   * @return the decompressed bytes; the same bytes where {@code compressed} is in no known format
   * @throws FaultException with {@link org.cmimage.core.fault.ErrorCode#SOURCE_CORRUPT} where it is
   *     damaged; also thrown by the result
   * @throws IOException when reading {@code compressed} fails
   */
  InputStream open(InputStream compressed) throws IOException;
}
