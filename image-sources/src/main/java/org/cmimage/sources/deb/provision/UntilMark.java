package org.cmimage.sources.deb.provision;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.cmimage.core.tree.BlockStream;

/** The bytes of a stream up to the next mark; the mark itself is consumed and not returned. */
final class UntilMark extends BlockStream {
  private static final int BUFFER = 256 * 1024;

  private final InputStream in;
  private final byte[] mark;
  private final byte[] buffer;

  /**
   * The distance to move the mark by, for each value of the byte below its end
   * (Boyer-Moore-Horspool).
   */
  private final int[] shifts = new int[256];

  private int start;
  private int end;

  /** The position of the mark in the buffer once it is found, else -1. */
  private int found = -1;

  private boolean exhausted;

  /**
   * Creates a stream at its first part.
   *
   * @param in not closed with this
   * @param mark must not overlap itself, as random characters do not
   */
  UntilMark(InputStream in, byte[] mark) {
    this.in = in;
    this.mark = mark.clone();
    this.buffer = new byte[BUFFER];
    Arrays.fill(shifts, mark.length);
    for (int i = 0; i < mark.length - 1; i++) {
      shifts[mark[i] & 0xff] = mark.length - 1 - i;
    }
  }

  /** Continues after the mark that ended this part; returns whether there was one. */
  boolean next() {
    if (found < 0) {
      return false;
    }
    start = found + mark.length;
    found = search(start);
    return true;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (available() == 0) {
      if (found >= 0 || exhausted) {
        return -1;
      }
      fill();
    }
    int count = Math.min(length, available());
    System.arraycopy(buffer, start, into, offset, count);
    start += count;
    return count;
  }

  /**
   * Returns the number of bytes of this part in the buffer; a possible beginning of a mark is not
   * counted.
   */
  @Override
  public int available() {
    int known = found >= 0 ? found : exhausted ? end : end - mark.length + 1;
    return Math.max(0, known - start);
  }

  private void fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    int count = in.read(buffer, end, buffer.length - end);
    if (count < 0) {
      exhausted = true;
      return;
    }
    int from = Math.max(0, end - mark.length + 1);
    end += count;
    found = search(from);
  }

  /**
   * Searches for the mark from a position (Boyer-Moore-Horspool); returns its index, or -1. A byte
   * that is not in the mark rules out as many positions as the mark has bytes.
   */
  private int search(int from) {
    int last = mark.length - 1;
    int at = from;
    while (at + last < end) {
      byte seen = buffer[at + last];
      if (seen == mark[last] && Arrays.equals(buffer, at, at + last, mark, 0, last)) {
        return at;
      }
      at += shifts[seen & 0xff];
    }
    return -1;
  }
}
