package org.cmimage.sources.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import org.cmimage.core.codec.RawInflater;
import org.cmimage.core.tree.BlockStream;

/**
 * Decodes gzip members one after another (RFC 1952). Unlike the JDK's own stream it neither ignores
 * what follows the last member nor takes a pause of its input for the end. Zeros after the last
 * member are padding, as for gzip(1).
 */
final class GzipStream extends BlockStream {
  private static final int HAS_HEADER_CRC = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final int TEXT_LIMIT = 64 * 1024;

  private final InputStream in;
  private final RawInflater inflater;
  private final CRC32 crc = new CRC32();

  /** The last bytes before the current ones are kept in front of them. */
  private final byte[] buffer = new byte[RawInflater.REACH + 64 * 1024];

  private int start = RawInflater.REACH;
  private int end = RawInflater.REACH;

  /** The number of bytes decoded of this member. */
  private long given;

  private boolean finished;

  GzipStream(InputStream in, RawInflater inflater) throws IOException {
    this.in = in;
    this.inflater = inflater;
    readHeader(next());
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    while (!finished && length > 0) {
      int count = inflater.inflate(out, offset, length);
      if (count > 0) {
        crc.update(out, offset, count);
        given += count;
        return count;
      }
      if (inflater.isFinished()) {
        endMember();
      } else {
        if (start == end && !fill()) {
          throw new EOFException();
        }
        inflater.setInput(buffer, start, end - start);
        start = end;
      }
    }
    return finished ? -1 : 0;
  }

  private void endMember() throws IOException {
    start = end - inflater.unused();
    if (readInt() != (int) crc.getValue() || readInt() != (int) given) {
      throw new IOException("checksum or length of the content is wrong");
    }
    int first = skipPadding();
    if (first < 0) {
      finished = true;
      return;
    }
    inflater.reset();
    crc.reset();
    given = 0;
    readHeader(first);
  }

  /** Skips padding; returns the first byte after it, or -1 at the end. */
  private int skipPadding() throws IOException {
    int first;
    boolean padded = false;
    while ((first = nextOrEnd()) == 0) {
      padded = true;
    }
    if (padded && first >= 0) {
      throw new IOException("garbage after the end");
    }
    return first;
  }

  private void readHeader(int first) throws IOException {
    if (first != 0x1f || next() != 0x8b || next() != 8) {
      throw new IOException("garbage after the end");
    }
    int flags = next();
    if ((flags & RESERVED) != 0) {
      throw new IOException("unknown flags in the header");
    }
    readInt();
    next();
    next();
    if ((flags & HAS_EXTRA) != 0) {
      for (int left = next() | next() << 8; left > 0; left--) {
        next();
      }
    }
    if ((flags & HAS_NAME) != 0) {
      skipText();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText();
    }
    if ((flags & HAS_HEADER_CRC) != 0) {
      next();
      next();
    }
  }

  private void skipText() throws IOException {
    for (int length = 0; next() != 0; length++) {
      if (length > TEXT_LIMIT) {
        throw new IOException("a name in the header is longer than " + TEXT_LIMIT + " bytes");
      }
    }
  }

  private int readInt() throws IOException {
    return next() | next() << 8 | next() << 16 | next() << 24;
  }

  private int next() throws IOException {
    int value = nextOrEnd();
    if (value < 0) {
      throw new EOFException();
    }
    return value;
  }

  private int nextOrEnd() throws IOException {
    return start < end || fill() ? buffer[start++] & 0xff : -1;
  }

  /** Reads more when everything is consumed; returns whether there was any. */
  private boolean fill() throws IOException {
    System.arraycopy(buffer, end - RawInflater.REACH, buffer, 0, RawInflater.REACH);
    start = RawInflater.REACH;
    end = start + Math.max(0, in.read(buffer, start, buffer.length - start));
    return start < end;
  }

  @Override
  public void close() throws IOException {
    inflater.close();
    in.close();
  }
}
