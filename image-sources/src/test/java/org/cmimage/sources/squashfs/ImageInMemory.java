package org.cmimage.sources.squashfs;

import java.io.Closeable;
import java.nio.ByteBuffer;
import org.cmimage.sources.bytes.RandomAccessBytes;

/** An image of these tests, in memory. */
public record ImageInMemory(String name, byte[] image) implements RandomAccessBytes {
  @Override
  public long size() {
    return image.length;
  }

  @Override
  public int read(long position, ByteBuffer into) {
    if (position < 0) {
      throw new IllegalArgumentException("negative position: " + position);
    } else if (position >= image.length) {
      return -1;
    }
    int count = (int) Math.min(into.remaining(), image.length - position);
    into.put(image, (int) position, count);
    return count;
  }

  @Override
  public Closeable hold() {
    return () -> {};
  }
}
