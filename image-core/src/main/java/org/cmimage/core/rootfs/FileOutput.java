package org.cmimage.core.rootfs;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.cmimage.core.syscall.HostCalls;

/**
 * A stream that writes into an open file, with one system call for each write. Leaves the file
 * open.
 */
final class FileOutput extends OutputStream {
  private final HostCalls calls;
  private final HostCalls.Handle file;

  FileOutput(HostCalls calls, HostCalls.Handle file) {
    this.calls = calls;
    this.file = file;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    calls.write(file, ByteBuffer.wrap(from, offset, length));
  }
}
