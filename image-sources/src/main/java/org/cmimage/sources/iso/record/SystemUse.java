package org.cmimage.sources.iso.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the entries after a name, including their continuation areas (SUSP 1.12, §4 and
 * §5.1).
 */
final class SystemUse {
  /**
   * The limit of continuation areas: a link target of 4,095 bytes takes some hundred; attributes of
   * libisofs may take more.
   */
  private static final int MOST_HOPS = 1024;

  private static final int MOST_BYTES = 1 << 20;
  private static final int HEADER = 4;
  private static final int CONTINUATION = 28;

  private final RandomAccessBytes image;
  private final int blockSize;

  SystemUse(RandomAccessBytes image, int blockSize) {
    this.image = image;
    this.blockSize = blockSize;
  }

  /** Receives one whole entry: {@code length} bytes including its header. */
  interface EntrySink {
    void accept(int signature, byte[] bytes, int at, int length) throws IOException;
  }

  /** Returns the two letters of a signature as a number. */
  static int signature(char first, char second) {
    return first << 8 | second;
  }

  /**
   * Passes all entries to a sink, in order.
   *
   * @param from the start of the entries in {@code area} ({@code LEN_SKP})
   */
  void read(byte[] area, int from, EntrySink sink) throws IOException {
    @Nullable Set<Long> seen = null;
    int bytes = 0;
    byte[] current = area;
    int at = from;
    while (true) {
      long[] next = {-1, 0, 0};
      walk(current, at, sink, next);
      if (next[0] < 0) {
        return;
      }
      seen = seen == null ? new HashSet<>() : seen;
      bytes += (int) Math.min(next[2], MOST_BYTES);
      if (!seen.add(next[0] * blockSize + next[1])
          || seen.size() > MOST_HOPS
          || bytes > MOST_BYTES) {
        throw IsoFault.corrupt(
            image.name(),
            "continuation areas (CE) at block "
                + next[0]
                + " lead in a circle or have more than "
                + MOST_BYTES
                + " bytes");
      }
      current = continuation(next[0], next[1], next[2]);
      at = 0;
    }
  }

  private void walk(byte[] area, int from, EntrySink sink, long[] next) throws IOException {
    int at = from;
    while (at + HEADER <= area.length && Fields.unsigned8(area, at + 2) >= HEADER) {
      int length = Fields.unsigned8(area, at + 2);
      if (at + length > area.length) {
        throw IsoFault.corrupt(
            image.name(),
            "a system use entry \""
                + Fields.text(area, at, 2)
                + "\" of "
                + length
                + " bytes is beyond the end of its area");
      }
      int signature = signature((char) Fields.unsigned8(area, at), (char) area[at + 1]);
      if (signature == signature('S', 'T')) {
        return;
      } else if (signature == signature('C', 'E') && length >= CONTINUATION) {
        next[0] = Fields.unsigned32(area, at + 4);
        next[1] = Fields.unsigned32(area, at + 12);
        next[2] = Fields.unsigned32(area, at + 20);
      } else {
        sink.accept(signature, area, at, length);
      }
      at += length;
    }
  }

  private byte[] continuation(long block, long offset, long length) throws IOException {
    long position = block * blockSize + offset;
    if (length > MOST_BYTES || position + length > image.size()) {
      throw IsoFault.corrupt(
          image.name(),
          "a continuation area (CE) of "
              + length
              + " bytes at byte "
              + position
              + " is beyond the end of the image, "
              + image.size());
    }
    ByteBuffer area = ByteBuffer.allocate((int) length);
    image.readFully(position, area);
    return area.array();
  }
}
