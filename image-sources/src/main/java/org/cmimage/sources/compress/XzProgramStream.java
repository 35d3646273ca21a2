package org.cmimage.sources.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;
import org.jspecify.annotations.Nullable;

/** Decodes xz data with the {@code xz} program, which a thread of this stream feeds. */
final class XzProgramStream extends InputStream {
  private static final String MEMORY_LIMIT = "256MiB";
  private static final int MESSAGE_LIMIT = 1000;

  private final Process process;
  private final InputStream output;
  private final Thread feeder;
  private volatile @Nullable IOException sourceFailure;
  private boolean ended;

  private XzProgramStream(Process process, InputStream source) {
    this.process = process;
    this.output = process.getInputStream();
    this.feeder = new Thread(() -> feed(source), "xz-input");
    feeder.setDaemon(true);
  }

  static XzProgramStream start(Path program, InputStream source) throws IOException {
    // One thread: its output is written by one, and packages are unpacked side by side.
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(program.toString(), "-dc", "-T1", "--memlimit-decompress=" + MEMORY_LIMIT));
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    XzProgramStream stream;
    try {
      stream = new XzProgramStream(builder.start(), source);
    } catch (IOException e) {
      throw new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          "cannot start " + program + ": " + e.getMessage(),
          new Remedy.None(),
          e);
    }
    stream.feeder.start();
    return stream;
  }

  private void feed(InputStream source) {
    byte[] buffer = new byte[64 * 1024];
    try (OutputStream input = process.getOutputStream()) {
      int count;
      while ((count = readSource(source, buffer)) >= 0) {
        input.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // The program went away before it had everything; why, its exit status or the source's
      // failure tells the reader.
      process.destroy();
    }
  }

  private int readSource(InputStream source, byte[] buffer) throws IOException {
    try {
      return source.read(buffer);
    } catch (IOException e) {
      sourceFailure = e;
      throw e;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = ended ? -1 : output.read(buffer, offset, length);
    if (count < 0 && !ended) {
      checkEnd();
      ended = true;
    }
    return count;
  }

  private void checkEnd() throws IOException {
    int status;
    try {
      feeder.join();
      status = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while xz ended");
    }
    IOException failure = sourceFailure;
    if (failure != null) {
      throw failure;
    }
    if (status != 0) {
      byte[] message = process.getErrorStream().readNBytes(MESSAGE_LIMIT);
      throw new IOException(
          new String(message, StandardCharsets.US_ASCII).strip() + " (exit status " + status + ")");
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    boolean interrupted = false;
    while (feeder.isAlive()) {
      try {
        feeder.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    output.close();
    process.getErrorStream().close();
  }
}
