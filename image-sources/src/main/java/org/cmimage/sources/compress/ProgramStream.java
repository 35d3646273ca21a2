package org.cmimage.sources.compress;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.tree.BlockStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes data with a program of the host, which a thread of this stream feeds. The program's
 * messages about damaged data and its exit status become the failure.
 */
final class ProgramStream extends BlockStream {
  private static final int MESSAGE_LIMIT = 1000;

  private final Process process;
  private final String name;
  private final InputStream output;
  private final Thread feeder;
  private volatile @Nullable IOException sourceFailure;
  private boolean ended;

  private ProgramStream(Process process, InputStream source, String program) {
    this.process = process;
    this.name = program.substring(program.lastIndexOf('/') + 1);
    this.output = process.getInputStream();
    this.feeder = new Thread(() -> feed(source), name + "-input");
    feeder.setDaemon(true);
  }

  /** Starts {@code xz}. */
  static ProgramStream xz(Path program, int memoryMiB, InputStream source) throws IOException {
    // One thread: its output is written by one, and packages are unpacked side by side.
    return start(
        source, program.toString(), "-dc", "-T1", "--memlimit-decompress=" + memoryMiB + "MiB");
  }

  /** Starts a program that decodes its standard input to its standard output. */
  static ProgramStream start(InputStream source, String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("LC_ALL", "C");
    ProgramStream stream;
    try {
      stream = new ProgramStream(builder.start(), source, command[0]);
    } catch (IOException e) {
      throw new FaultException(
          ErrorCode.HOST_UNSUITABLE,
          "cannot start " + command[0],
          String.valueOf(e.getMessage()),
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
      // The program ended before it had read everything; the reader reports why, from its exit
      // status or the source's failure. Ending the process here would close its output, with its
      // last messages, while the reader uses it; the end of its input ends it.
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
      throw new InterruptedIOException("interrupted while " + name + " ended");
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
