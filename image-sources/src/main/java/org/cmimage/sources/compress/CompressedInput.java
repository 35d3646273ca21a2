package org.cmimage.sources.compress;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whether the bytes could not be had, so that a failing disk or network is not reported
 * as corrupt data.
 */
final class CompressedInput extends FilterInputStream {
  private volatile @Nullable IOException failure;

  CompressedInput(InputStream in) {
    super(in);
  }

  /** Why the bytes could not be had. */
  Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public int read() throws IOException {
    try {
      return in.read();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return in.read(buffer, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }
}
