package org.cmimage.sources.bytes;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.cmimage.core.tree.PlacedContent;

/** A stream of some bytes, in order from any position. For one thread. */
public final class ByteRangeStream extends PlacedContent {
  private final RandomAccessBytes bytes;
  private long position;
  private long mark;

  /** Makes a stream of all of some bytes; does not close them. */
  public ByteRangeStream(RandomAccessBytes bytes) {
    this.bytes = bytes;
  }

  /** Returns the position of the next byte to read. */
  public long position() {
    return position;
  }

  /** Continues at a position, which may be beyond the end. */
  public void seek(long to) {
    position = to;
  }

  /** The bytes, kept readable while held. */
  private record Held(RandomAccessBytes bytes, Closeable file) implements Hold {
    @Override
    public int read(long position, ByteBuffer buffer) throws IOException {
      return bytes.read(position, buffer);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = bytes.read(position, ByteBuffer.wrap(buffer, offset, length));
    position += Math.max(count, 0);
    return count;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.max(0, Math.min(count, bytes.size() - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.max(0, Math.min(Integer.MAX_VALUE, bytes.size() - position));
  }

  @Override
  public Hold hold() throws IOException {
    return new Held(bytes, bytes.hold());
  }

  @Override
  public void mark(int limit) {
    mark = position;
  }

  @Override
  public void reset() {
    position = mark;
  }
}
