package org.cmimage.core.tree;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** Content in memory that counts who holds it, and whose stream must not be read. */
public final class PlacedSample extends PlacedContent {
  /** How many hold content of all samples. */
  public static final AtomicInteger HOLDS = new AtomicInteger();

  private final byte[] bytes;

  public PlacedSample(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public Hold hold() {
    HOLDS.incrementAndGet();
    return new Hold() {
      @Override
      public int read(long position, ByteBuffer buffer) {
        if (position >= bytes.length) {
          return -1;
        }
        int count = Math.min(buffer.remaining(), bytes.length - (int) position);
        buffer.put(bytes, (int) position, count);
        return count;
      }

      @Override
      public void close() {
        HOLDS.decrementAndGet();
      }
    };
  }

  @Override
  public void mark(int limit) {
    // always at the beginning
  }

  @Override
  public void reset() {
    // always at the beginning
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    return new ByteArrayInputStream(bytes).read(buffer, offset, length);
  }
}
