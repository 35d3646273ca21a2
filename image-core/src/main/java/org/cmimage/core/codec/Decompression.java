package org.cmimage.core.codec;

import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.fault.FaultException;

/**
 * Opens compressed streams, known by their first bytes. Found as an installed service. Thread-safe;
 * the streams are for one thread each.
 */
public interface Decompression {
  /**
   * Opens a stream.
   *
   * @param compressed read to its end; closed with the result, or left to the caller where this
   *     fails
   * @return the decompressed bytes; where {@code compressed} is in no known format, these are its
   *     own
   * @throws FaultException with {@link org.cmimage.core.fault.ErrorCode#SOURCE_CORRUPT} where it is
   *     damaged; the result throws it too
   * @throws IOException what reading {@code compressed} throws, as it is
   */
  InputStream open(InputStream compressed) throws IOException;
}
