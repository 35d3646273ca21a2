package org.cmimage.core.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A stream that fails when it exceeds a limit. */
public final class LimitedStream extends FilterInputStream {
  private final long limit;
  private final Supplier<IOException> failure;
  private long count;

  /** Makes a stream that fails where more than {@code limit} bytes are read. */
  public LimitedStream(InputStream in, long limit) {
    this(
        in,
        limit,
        () -> new IOException("expected at most " + limit + " bytes unpacked, found more"));
  }

  /** Makes a stream with a failure of its own. */
  LimitedStream(InputStream in, long limit, Supplier<IOException> failure) {
    super(in);
    this.limit = limit;
    this.failure = failure;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    check(value < 0 ? 0 : 1);
    return value;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    check(Math.max(0, read));
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    check(skipped);
    return skipped;
  }

  private void check(long more) throws IOException {
    count += more;
    if (count > limit) {
      throw failure.get();
    }
  }
}
