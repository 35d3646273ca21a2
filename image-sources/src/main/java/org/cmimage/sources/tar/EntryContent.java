package org.cmimage.sources.tar;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.BlockStream;

/** The content of one entry; ends where the entry does, and fails if the archive ends before. */
final class EntryContent extends BlockStream {
  private final InputStream in;
  private final long size;
  private long left;

  EntryContent(InputStream in, long size) {
    this.in = in;
    this.size = size;
    this.left = size;
  }

  static FaultException truncated() {
    return TarFault.endsEarly("it ends early");
  }

  /** Returns the fault of an archive that ends between two entries. */
  static FaultException noEnd() {
    return TarFault.endsEarly("it ends early, without an end mark");
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    int count = in.read(buffer, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw truncated();
    }
    left -= count;
    return count;
  }

  /** Skips what the sink left. */
  void skipRest() throws IOException {
    byte[] buffer = left == 0 ? new byte[0] : new byte[8192];
    while (left > 0) {
      if (read(buffer, 0, buffer.length) == 0) {
        throw truncated();
      }
    }
  }

  /** Skips the padding to a whole number of blocks. */
  void skipPadding() throws IOException {
    try {
      in.skipNBytes(-size & TarHeader.BLOCK - 1);
    } catch (EOFException e) {
      throw truncated();
    }
  }
}
