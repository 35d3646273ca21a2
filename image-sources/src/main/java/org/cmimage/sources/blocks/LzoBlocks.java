package org.cmimage.sources.blocks;

import java.io.EOFException;
import java.io.IOException;
import org.cmimage.core.codec.BlockDecoder;

/**
 * A decoder of LZO1X, as the Linux kernel's documentation describes the stream (staging/lzo.rst),
 * without the run lengths of bitstream version 1. The meaning of an instruction depends on how many
 * literals the one before it copied: 0, 1 to 3, or more.
 */
final class LzoBlocks implements BlockDecoder {
  private static final int FIRST_LITERALS = 17;
  private static final int MANY_LITERALS = 4;
  private static final int M2_LARGEST_DISTANCE = 0x800;
  private static final int M4_DISTANCE = 0x4000;

  @Override
  public int decode(byte[] in, int offset, int length, byte[] out) throws IOException {
    return new Stream(in, offset, length, out).decode();
  }

  /** One block. */
  private static final class Stream {
    private final byte[] in;
    private final int end;
    private final byte[] out;
    private int at;
    private int to;

    /** The number of literals that the last instruction copied; 4 means more than 3. */
    private int literals;

    Stream(byte[] in, int offset, int length, byte[] out) {
      this.in = in;
      this.at = offset;
      this.end = offset + length;
      this.out = out;
    }

    int decode() throws IOException {
      if (at < end && (in[at] & 0xff) > FIRST_LITERALS) {
        copyLiterals(next() - FIRST_LITERALS);
      }
      while (true) {
        int code = next();
        if (code >= 64) {
          copyMatch((code >> 5) + 1, 1 + ((code >> 2) & 7) + (next() << 3), code);
        } else if (code >= 32) {
          int count = length(code & 31, 31) + 2;
          int low = next();
          copyMatch(count, 1 + (low >> 2) + (next() << 6), low);
        } else if (code >= 16) {
          int count = length(code & 7, 7) + 2;
          int low = next();
          int distance = ((code & 8) << 11) + (low >> 2) + (next() << 6);
          if (distance == 0) {
            return finished();
          }
          copyMatch(count, distance + M4_DISTANCE, low);
        } else if (literals == 0) {
          copyLiterals(length(code, 15) + 3);
        } else if (literals < MANY_LITERALS) {
          copyMatch(2, 1 + (code >> 2) + (next() << 2), code);
        } else {
          copyMatch(3, 1 + M2_LARGEST_DISTANCE + (code >> 2) + (next() << 2), code);
        }
      }
    }

    private int finished() throws IOException {
      if (at != end) {
        throw new IOException("garbage after the end");
      }
      return to;
    }

    private void copyLiterals(int count) throws IOException {
      if (count > end - at) {
        throw new EOFException("the data ends early");
      }
      to = Matches.literals(in, at, count, out, to);
      at += count;
      literals = Math.min(count, MANY_LITERALS);
    }

    /** Copies a match, and the 0 to 3 literals that the low bits of {@code flags} count. */
    private void copyMatch(int count, int distance, int flags) throws IOException {
      to = Matches.copy(out, to, distance, count);
      copyLiterals(flags & 3);
    }

    /**
     * Reads a length: {@code first}, or if that is 0 its continuation: {@code base}, 255 for each
     * zero byte that follows, and the first byte that is not zero.
     */
    private int length(int first, int base) throws EOFException {
      if (first != 0) {
        return first;
      }
      int length = base;
      int more = next();
      for (; more == 0; more = next()) {
        length += 255;
      }
      return length + more;
    }

    private int next() throws EOFException {
      if (at == end) {
        throw new EOFException("the data ends early");
      }
      return in[at++] & 0xff;
    }
  }

  @Override
  public void close() {
    // has no memory outside the heap
  }
}
