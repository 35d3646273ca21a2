package org.cmimage.core.boot;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.cmimage.core.boot.BootReport.Outcome;

/** One run of a machine, from its start to the outcome of the boot, or to its end for a user. */
final class MachineRun {
  private static final byte[] END = {};
  private static final int CHUNK = 8192;
  private static final long TURN_MILLIS = 500;

  /** How long an accelerated machine may be silent: a kernel writes within a second. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  /** How long what belongs to a decision may come after it, such as the lines of a panic. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  /** How long after the login of a system a report may still begin. */
  private static final Duration REPORT_DELAY = Duration.ofSeconds(45);

  private static final long GRACE_SECONDS = 5;
  private static final String ERRORS = "errors";

  private final BootPrograms programs;
  private final ThrowAwayDirectory directory;
  private final BootListener listener;

  MachineRun(BootPrograms programs, ThrowAwayDirectory directory, BootListener listener) {
    this.programs = programs;
    this.directory = directory;
    this.listener = listener;
  }

  /**
   * What a run came to.
   *
   * @param isSilent whether nothing was written to the console
   * @param elapsed the time from the start to the outcome
   * @param errors what the emulator itself complained about
   */
  record Result(
      BootConsole console, Outcome outcome, boolean isSilent, Duration elapsed, String errors) {}

  /** Runs the machine; ends it where this thread is interrupted. */
  Result run(GuestMachine machine, BootRequest request) throws IOException, InterruptedException {
    Path errors = directory.file(ERRORS);
    ProcessBuilder builder =
        programs.process(directory.path(), programs.emulator(), machine.arguments(request));
    if (request.isForUser()) {
      builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
    }
    long began = System.nanoTime();
    Process process = builder.redirectError(errors.toFile()).start();
    try {
      BootConsole console = new BootConsole(listener::line);
      BlockingQueue<byte[]> output = read(process.getInputStream());
      Watch watch = new Watch(console, began, machine.isAccelerated(), request);
      boolean hasEnded = false;
      while (!hasEnded && !watch.isOver()) {
        byte[] bytes = output.poll(TURN_MILLIS, TimeUnit.MILLISECONDS);
        if (bytes == END) {
          hasEnded = true;
          console.end();
        } else if (bytes != null) {
          listener.console(bytes);
          console.add(bytes);
        }
      }
      return new Result(
          console,
          outcome(console, hasEnded, request.isForUser()),
          console.isSilent(),
          watch.elapsed(),
          hasEnded ? complaints(process, errors) : "");
    } finally {
      end(process);
    }
  }

  private static Outcome outcome(BootConsole console, boolean hasEnded, boolean isForUser) {
    Outcome outcome = console.outcome(hasEnded);
    return outcome == Outcome.ENDED && isForUser ? Outcome.LEFT : outcome;
  }

  private static BlockingQueue<byte[]> read(InputStream in) {
    BlockingQueue<byte[]> output = new LinkedBlockingQueue<>();
    Thread reader =
        new Thread(
            () -> {
              byte[] chunk = new byte[CHUNK];
              try {
                for (int size = in.read(chunk); size >= 0; size = in.read(chunk)) {
                  output.add(Arrays.copyOf(chunk, size));
                }
              } catch (IOException closed) {
                // the process was ended
              }
              output.add(END);
            },
            "console");
    reader.setDaemon(true);
    reader.start();
    return output;
  }

  /** Returns what the emulator complained about; nothing where it ended as it should. */
  private static String complaints(Process process, Path errors)
      throws IOException, InterruptedException {
    return process.waitFor() == 0 ? "" : BootPrograms.beginning(errors);
  }

  /** Ends the emulator, which then restores the terminal. */
  private static void end(Process process) {
    process.destroy();
    try {
      Uninterruptibles.getUninterruptibly(process.onExit(), GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException busy) {
      process.destroyForcibly();
    }
  }

  /** What time means to a run. */
  private static final class Watch {
    private final BootConsole console;
    private final long began;
    private final boolean isAccelerated;
    private final BootRequest request;
    private long decided;
    private long offered;

    Watch(BootConsole console, long began, boolean isAccelerated, BootRequest request) {
      this.console = console;
      this.began = began;
      this.isAccelerated = isAccelerated;
      this.request = request;
    }

    /** Returns whether the outcome is known, or time is over. */
    boolean isOver() {
      long now = System.nanoTime();
      if (console.isDecided() && decided == 0) {
        decided = now;
      }
      if (console.offersLoginOnly() && offered == 0) {
        offered = now;
      }
      if (isAccelerated && console.isSilent()) {
        return now - began > SILENCE.toNanos();
      }
      if (request.isForUser()) {
        return false;
      }
      return now - began > request.limit().toNanos()
          || (decided != 0 && now - decided > SETTLING.toNanos())
          || (offered != 0 && console.offersLoginOnly() && now - offered > REPORT_DELAY.toNanos());
    }

    Duration elapsed() {
      long end = decided != 0 ? decided : console.offersLoginOnly() ? offered : 0;
      return Duration.ofNanos((end != 0 ? end : System.nanoTime()) - began);
    }
  }
}
