package org.cmimage.core.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.cmimage.core.syscall.HostCalls;

/** The content of an open file, read in large blocks. Closes the file's handle with itself. */
final class FileStream extends InputStream {
  private static final int BUFFER = 64 * 1024;

  private final HostCalls calls;
  private final HostCalls.Handle file;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();

  FileStream(HostCalls calls, HostCalls.Handle file) {
    this.calls = calls;
    this.file = file;
  }

  @Override
  public int read() throws IOException {
    return fill() ? buffer.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, buffer.remaining());
    buffer.get(into, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    if (!buffer.hasRemaining()) {
      buffer.clear();
      try {
        while (buffer.position() == 0 && calls.read(file, buffer) >= 0) {
          // until there is data, or the end
        }
      } finally {
        buffer.flip();
      }
    }
    return buffer.hasRemaining();
  }

  @Override
  public void close() {
    file.close();
  }
}
