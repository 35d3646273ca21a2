package org.cmimage.sources.bytes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.PlacedContent;

/**
 * A readable sequence of bytes of known size. Reading has no position of its own and is
 * thread-safe. The opener of the file below closes it; views of it need not be closed.
 */
public interface RandomAccessBytes {
  /** Returns the name of these bytes for messages, such as a path. */
  String name();

  /** Returns their number. */
  long size();

  /**
   * Reads some bytes, at least one if the buffer has room and {@code position} is below {@link
   * #size()}.
   *
   * @param position from 0; at or beyond {@link #size()} nothing is read
   * @return the number of bytes put into {@code buffer}; -1 at the end
   * @throws IllegalArgumentException for a negative position
   */
  int read(long position, ByteBuffer buffer) throws IOException;

  /**
   * Fills the remaining space of a buffer.
   *
   * @throws FaultException with {@link ErrorCode#SOURCE_CORRUPT} if the bytes end before
   */
  default void readFully(long position, ByteBuffer buffer) throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int count = read(at, buffer);
      if (count < 0) {
        throw new FaultException(
            ErrorCode.SOURCE_CORRUPT,
            "cannot read " + name(),
            "it ends at byte " + at + "; expected " + buffer.remaining() + " bytes more",
            new Remedy.Advice("get it again, and compare its size and digest"));
      }
      at += count;
    }
  }

  /**
   * Returns a part of these bytes.
   *
   * @param name for messages
   * @throws IllegalArgumentException if the part is not within these bytes
   */
  default RandomAccessBytes slice(String name, long offset, long length) {
    return new ExtentBytes(name, this, List.of(new ByteExtent(offset, length)));
  }

  /** Returns all bytes from the first to the last as a stream for one thread. */
  default PlacedContent stream() {
    return new ByteRangeStream(this);
  }

  /**
   * Keeps these bytes readable until the result is closed, even if the file below is closed before.
   * Bytes in memory are always readable.
   *
   * @throws java.nio.channels.ClosedChannelException if it is already closed
   */
  Closeable hold() throws IOException;
}
