package org.cmimage.sources.compress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whether reading the compressed bytes failed, so that a failing disk or network is not
 * reported as corrupt data.
 */
final class CompressedInput extends FilterInputStream {
  private volatile @Nullable IOException failure;

  private final AtomicLong taken = new AtomicLong();

  CompressedInput(InputStream in) {
    super(in);
  }

  /** Returns the number of bytes read so far. */
  long taken() {
    return taken.get();
  }

  private int count(int count) {
    taken.addAndGet(Math.max(count, 0));
    return count;
  }

  /** Returns the failure of reading the compressed bytes; empty if there was none. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public int read() throws IOException {
    try {
      int value = in.read();
      count(value < 0 ? 0 : 1);
      return value;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return count(in.read(buffer, offset, length));
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
