package org.cmimage.sources.blocks;

import java.io.EOFException;
import java.io.IOException;
import org.cmimage.core.codec.BlockDecoder;

/**
 * A decoder of LZ4's block format (lz4_Block_format.md of the reference implementation): sequences
 * of literals and a match, the last one without a match.
 */
final class Lz4Blocks implements BlockDecoder {
  private static final int SHORTEST_MATCH = 4;
  private static final int LONG_LENGTH = 15;

  @Override
  public int decode(byte[] in, int offset, int length, byte[] out) throws IOException {
    Input input = new Input(in, offset, length);
    int to = 0;
    while (true) {
      int token = input.next();
      int literals = input.length(token >> 4, LONG_LENGTH);
      to = Matches.literals(input.in, input.take(literals), literals, out, to);
      if (input.isEmpty()) {
        return to;
      }
      int distance = input.next() | input.next() << 8;
      int match = input.length(token & LONG_LENGTH, LONG_LENGTH) + SHORTEST_MATCH;
      to = Matches.copy(out, to, distance, match);
    }
  }

  /** The unread rest of a block. */
  private static final class Input {
    private final byte[] in;
    private final int end;
    private int at;

    Input(byte[] in, int offset, int length) {
      this.in = in;
      this.at = offset;
      this.end = offset + length;
    }

    boolean isEmpty() {
      return at == end;
    }

    int next() throws EOFException {
      if (at == end) {
        throw new EOFException("the data ends early");
      }
      return in[at++] & 0xff;
    }

    /** Returns the position of the next {@code count} bytes, and advances past them. */
    int take(int count) throws EOFException {
      if (count > end - at) {
        throw new EOFException("the data ends early");
      }
      at += count;
      return at - count;
    }

    /**
     * Reads a length: {@code first}, continued in the following bytes if it is the largest value.
     */
    int length(int first, int largest) throws EOFException {
      int length = first;
      for (int more = first == largest ? 255 : 0; more == 255; length += more) {
        more = next();
      }
      return length;
    }
  }

  @Override
  public void close() {
    // has no memory outside the heap
  }
}
