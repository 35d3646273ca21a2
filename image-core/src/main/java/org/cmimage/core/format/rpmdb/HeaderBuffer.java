package org.cmimage.core.format.rpmdb;

import java.nio.ByteBuffer;
import org.cmimage.core.fault.FaultException;

/** The memory for one header, used again for the next. */
final class HeaderBuffer {
  /** Several times the largest header of a distribution; rpm itself takes up to 256 MiB. */
  static final int LIMIT = 64 << 20;

  private final DatabaseFile file;
  private ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);

  HeaderBuffer(DatabaseFile file) {
    this.file = file;
  }

  /**
   * Memory for a header of this length, which no file can have that is shorter itself.
   *
   * @param where what has it, for messages
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
