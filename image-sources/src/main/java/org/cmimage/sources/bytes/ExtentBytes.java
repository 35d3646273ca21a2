package org.cmimage.sources.bytes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Bytes that are composed of parts of other bytes, one after another. Thread-safe. */
public final class ExtentBytes implements RandomAccessBytes {
  private final String name;
  private final RandomAccessBytes below;
  private final List<ByteExtent> extents;

  /** The position in these bytes at which each extent starts, and at the end their size. */
  private final long[] starts;

  /**
   * Creates the composition.
   *
   * @param name for messages
   * @param below the bytes that the extents are parts of
   * @param extents in the order of these bytes
   * @throws IllegalArgumentException if an extent is not within {@code below}, or the sum of all
   *     exceeds the range of a long
   */
  public ExtentBytes(String name, RandomAccessBytes below, List<ByteExtent> extents) {
    this.name = name;
    this.below = below;
    this.extents = List.copyOf(extents);
    this.starts = new long[extents.size() + 1];
    for (int i = 0; i < extents.size(); i++) {
      ByteExtent extent = extents.get(i);
      if (extent.end() > below.size() || starts[i] > Long.MAX_VALUE - extent.length()) {
        throw new IllegalArgumentException(
            extent + " is not within the " + below.size() + " bytes of " + below.name());
      }
      starts[i + 1] = starts[i] + extent.length();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return starts[extents.size()];
  }

  @Override
  public int read(long position, ByteBuffer buffer) throws IOException {
    if (position < 0) {
      throw new IllegalArgumentException("negative position: " + position);
    } else if (position >= size()) {
      return -1;
    }
    int index = indexOf(position);
    long into = position - starts[index];
    ByteExtent extent = extents.get(index);
    int length = (int) Math.min(buffer.remaining(), extent.length() - into);
    int limit = buffer.limit();
    buffer.limit(buffer.position() + length);
    try {
      int count = below.read(extent.offset() + into, buffer);
      if (count < 0) {
        // The file became shorter. readFully reports it with the name of the file.
        below.readFully(extent.offset() + into, buffer);
      }
      return count < 0 ? length : count;
    } finally {
      buffer.limit(limit);
    }
  }

  @Override
  public Closeable hold() throws IOException {
    return below.hold();
  }

  /**
   * Returns the index of the last extent that starts at or before a position; never that of an
   * empty one.
   */
  private int indexOf(long position) {
    int low = 0;
    int high = extents.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (starts[middle] <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }
}
