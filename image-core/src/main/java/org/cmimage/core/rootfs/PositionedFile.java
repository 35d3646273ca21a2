package org.cmimage.core.rootfs;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;

/**
 * An open regular file of a tree, read at any position. Thread-safe except for close. Reads only
 * what is requested: one system call for up to 64 KiB.
 */
public final class PositionedFile implements Closeable {
  private final HostCalls calls;
  private final HostCalls.Handle file;
  private final FileStatus status;

  PositionedFile(HostCalls calls, HostCalls.Handle file, FileStatus status) {
    this.calls = calls;
    this.file = file;
    this.status = status;
  }

  /** Returns the status of the file when it was opened. */
  public FileStatus status() {
    return status;
  }

  /**
   * Fills the buffer from {@code offset} on.
   *
   * @throws EOFException where the file ends before the buffer is full
   */
  public void readFully(ByteBuffer buffer, long offset) throws IOException {
    int start = buffer.position();
    while (buffer.hasRemaining()) {
      long at = offset + (buffer.position() - start);
      if (calls.read(file, buffer, at) < 0) {
        throw new EOFException(
            "the file ends at " + at + ", " + buffer.remaining() + " bytes too early");
      }
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
