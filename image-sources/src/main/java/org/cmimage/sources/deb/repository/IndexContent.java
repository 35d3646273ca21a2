package org.cmimage.sources.deb.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.cmimage.core.tree.BlockStream;
import org.cmimage.sources.compress.ReadAhead;

/**
 * The decompressed content of a repository's index, decoded ahead of the parser. Reading fails
 * beyond a limit, because a small file can decompress to terabytes. To be read and closed by one
 * thread.
 */
final class IndexContent extends BlockStream {
  private final ReadAhead decoded;
  private long left;

  /**
   * Takes over a stream, which is closed at its end or when this is closed.
   *
   * @param limit the largest accepted size in bytes
   */
  IndexContent(InputStream in, long limit) {
    this.decoded = new ReadAhead("decode", () -> in);
    this.left = limit;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = readDecoded(target, offset, length);
    left -= Math.max(count, 0);
    if (left < 0) {
      throw new IOException("it has more bytes than its repository says");
    }
    return count;
  }

  /** Reads, and reports a failure as that of the index; the decoder's message is the reason. */
  private int readDecoded(byte[] target, int offset, int length) throws IOException {
    try {
      return decoded.read(target, offset, length);
    } catch (InterruptedIOException interrupted) {
      throw interrupted;
    } catch (IOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    decoded.close();
  }
}
