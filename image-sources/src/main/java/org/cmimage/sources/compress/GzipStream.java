package org.cmimage.sources.compress;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes gzip members one after another (RFC 1952). Unlike the JDK's own stream it neither ignores
 * what follows the last member nor takes a pause of its input for the end. Zeros after the last
 * member are padding, as for gzip(1).
 */
final class GzipStream extends InputStream {
  private static final int HAS_HEADER_CRC = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED = 0xe0;
  private static final int TEXT_LIMIT = 64 * 1024;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[64 * 1024];
  private int start;
  private int end;
  private boolean finished;

  GzipStream(InputStream in) throws IOException {
    this.in = in;
    readHeader(next());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] out, int offset, int length) throws IOException {
    while (!finished && length > 0) {
      int count = inflate(out, offset, length);
      if (count > 0) {
        crc.update(out, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsInput()) {
        if (start == end) {
          fill();
        }
        inflater.setInput(buffer, start, end - start);
        start = end;
      } else {
        throw new IOException("a preset dictionary is asked for");
      }
    }
    return finished ? -1 : 0;
  }

  private int inflate(byte[] out, int offset, int length) throws IOException {
    try {
      return inflater.inflate(out, offset, length);
    } catch (DataFormatException e) {
      throw new IOException(e.getMessage() == null ? "invalid deflate data" : e.getMessage(), e);
    }
  }

  private void endMember() throws IOException {
    start = end - inflater.getRemaining();
    if (readInt() != (int) crc.getValue() || readInt() != (int) inflater.getBytesWritten()) {
      throw new IOException("checksum or length of the content is wrong");
    }
    int first = skipPadding();
    if (first < 0) {
      finished = true;
      return;
    }
    inflater.reset();
    crc.reset();
    readHeader(first);
  }

  /** The first byte after padding, or -1 at the end. */
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
    if (start == end) {
      start = 0;
      end = Math.max(0, in.read(buffer));
      if (end == 0) {
        return -1;
      }
    }
    return buffer[start++] & 0xff;
  }

  private void fill() throws IOException {
    start = 0;
    end = Math.max(0, in.read(buffer));
    if (end == 0) {
      throw new EOFException();
    }
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
