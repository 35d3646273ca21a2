package org.cmimage.core.format.rpmdb;

import java.nio.ByteBuffer;
import org.cmimage.core.fault.FaultException;

/** The memory for one header, reused for the next. */
final class HeaderBuffer {
  /**
   * The length limit in bytes: several times the largest header of a distribution; rpm itself
   * accepts up to 256 MiB.
   */
  static final int LIMIT = 64 << 20;

  private final DatabaseFile file;
  private ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

  HeaderBuffer(DatabaseFile file) {
    this.file = file;
  }

  /**
   * Returns memory for a header of this length, which must not exceed the file's.
   *
   * @param where the place of the header, for messages
   */
  ByteBuffer ofLength(String where, long length) throws FaultException {
    long limit = Math.min(LIMIT, file.size());
    if (length < 0 || length > limit) {
      throw file.damaged(where, "a header of at most " + limit + " bytes", length + " bytes");
    }
    if (buffer.capacity() < length) {
      buffer = ByteBuffer.allocate(0);
      buffer = ByteBuffer.allocate((int) length);
    }
    return buffer.clear().limit((int) length);
  }
}
