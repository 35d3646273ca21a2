package org.cmimage.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;

/**
 * The standard output of this process, and the first failure to write to it. {@link PrintStream}
 * does not report failures, and a script must not take truncated results with exit code 0 for
 * complete ones.
 */
final class StandardOutput {
  /** The exit code of a program whose output is no longer read: 128 and the number of SIGPIPE. */
  private static final int BROKEN_PIPE = 128 + 13;

  private final Recording stream;
  private final PrintStream out;

  private StandardOutput(OutputStream target) {
    this.stream = new Recording(target);
    this.out = new PrintStream(new BufferedOutputStream(stream), true, StandardCharsets.UTF_8);
  }

  /** Makes {@link System#out} write to file descriptor 1 through this object. */
  static StandardOutput install() {
    StandardOutput output = to(new FileOutputStream(FileDescriptor.out));
    System.setOut(output.out);
    return output;
  }

  static StandardOutput to(OutputStream target) {
    return new StandardOutput(target);
  }

  /** Returns the stream to print to. */
  PrintStream out() {
    return out;
  }

  /**
   * Returns the exit code of a run: {@code exitCode} where everything was written. A closed pipe is
   * the reader's decision and ends a run as SIGPIPE would; any other failure is printed to {@code
   * err}.
   */
  int exitCode(int exitCode, String program, PrintStream err) {
    out.flush();
    Optional<IOException> failure = stream.failure();
    if (failure.isEmpty()) {
      return exitCode;
    }
    String fact = String.valueOf(failure.get().getMessage());
    if (fact.equals("Broken pipe")) {
      return exitCode == 0 ? BROKEN_PIPE : exitCode;
    }
    err.println(program + ": cannot write to standard output: " + fact);
    err.println("  the output is incomplete; send it elsewhere and run the command again");
    return exitCode == 0 ? ErrorCode.INPUT_OUTPUT.category().exitCode() : exitCode;
  }

  /** A stream that remembers the first failure of another one, and writes nothing after it. */
  private static final class Recording extends FilterOutputStream {
    private volatile Optional<IOException> failure = Optional.empty();

    Recording(OutputStream target) {
      super(target);
    }

    Optional<IOException> failure() {
      return failure;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (failure.isPresent()) {
        throw failure.get();
      }
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = Optional.of(e);
        throw e;
      }
    }
  }
}
