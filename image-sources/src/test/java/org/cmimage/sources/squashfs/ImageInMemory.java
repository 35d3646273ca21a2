package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.cmimage.sources.bytes.RandomAccessBytes;

/** An image of these tests, in memory. */
public record ImageInMemory(String name, byte[] image) implements RandomAccessBytes {
  /** Returns small images with one of everything. */
  public static List<byte[]> samples() throws IOException {
    return List.of(sample("plain.squashfs"), sample("lz4.squashfs"));
  }

  private static byte[] sample(String name) throws IOException {
    try (InputStream in = ImageInMemory.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is not there");
      }
      return in.readAllBytes();
    }
  }

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
}
