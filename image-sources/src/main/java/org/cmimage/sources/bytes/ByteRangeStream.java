package org.cmimage.sources.bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.cmimage.core.spi.BlockStream;

/** All of some bytes, in order. For one thread. */
final class ByteRangeStream extends BlockStream {
  private final RandomAccessBytes bytes;
  private long position;

  ByteRangeStream(RandomAccessBytes bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = bytes.read(position, ByteBuffer.wrap(buffer, offset, length));
    position += Math.max(count, 0);
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, bytes.size() - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, bytes.size() - position);
  }
}
