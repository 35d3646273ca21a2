package org.cmimage.core.tree;

import java.io.IOException;
import java.io.InputStream;

/** A stream that is read in blocks; a single byte is read as a block of length 1. */
public abstract class BlockStream extends InputStream {
  /** Makes the stream; for subclasses. */
  protected BlockStream() {}

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public abstract int read(byte[] buffer, int offset, int length) throws IOException;
}
