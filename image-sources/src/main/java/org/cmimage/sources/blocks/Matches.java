package org.cmimage.sources.blocks;

import java.io.IOException;

/** The two operations of LZ77 decoders on their output, with bounds checks. */
final class Matches {
  private Matches() {}

  /** Copies literals; returns the position in the output after them. */
  static int literals(byte[] in, int from, int count, byte[] out, int to) throws IOException {
    requireRoom(out, to, count);
    System.arraycopy(in, from, out, to, count);
    return to + count;
  }

  /** Repeats what is {@code distance} bytes before; returns the position in the output after it. */
  static int copy(byte[] out, int to, int distance, int count) throws IOException {
    requireRoom(out, to, count);
    if (distance <= 0 || distance > to) {
      throw new IOException("a match begins before the data");
    }
    if (distance >= count) {
      System.arraycopy(out, to - distance, out, to, count);
    } else {
      for (int i = to; i < to + count; i++) {
        out[i] = out[i - distance];
      }
    }
    return to + count;
  }

  private static void requireRoom(byte[] out, int to, int count) throws IOException {
    if (count < 0 || count > out.length - to) {
      throw new IOException("it decodes to more than " + out.length + " bytes");
    }
  }
}
