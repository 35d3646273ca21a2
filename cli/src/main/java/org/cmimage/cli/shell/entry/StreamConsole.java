package org.cmimage.cli.shell.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.cmimage.cli.shell.command.Console;

/** Prints to two streams; commands of the real shell print there too. Not thread-safe. */
public final class StreamConsole implements Console {
  private static final String RED = "\u001b[31m";
  private static final String USUAL = "\u001b[0m";

  private final PrintStream out;
  private final PrintStream err;
  private final String program;
  private final boolean passesTerminalOn;
  private boolean colored;

  /**
   * @param program what failures begin with; empty for nothing
   * @param passesTerminalOn whether commands of the real shell have this process's own standard
   *     streams, as a pager needs them
   */
  public StreamConsole(PrintStream out, PrintStream err, String program, boolean passesTerminalOn) {
    this.out = out;
    this.err = err;
    this.program = program.isEmpty() ? "" : program + ": ";
    this.passesTerminalOn = passesTerminalOn;
  }

  /** Sets whether failures are red. */
  public void setColored(boolean on) {
    colored = on;
  }

  /** Whether nobody reads the results any more. */
  public boolean isClosed() {
    return out.checkError();
  }

  @Override
  public void line(String text) {
    out.println(text);
  }

  @Override
  public void error(String text) {
    out.flush();
    String line = text.startsWith(" ") ? text : program + text;
    err.println(colored ? RED + line + USUAL : line);
  }

  @Override
  public int pipe(String command, List<String> lines) throws IOException {
    return run(command, Optional.of(lines));
  }

  @Override
  public int run(String command) throws IOException {
    return run(command, Optional.empty());
  }

  private int run(String command, Optional<List<String>> input) throws IOException {
    out.flush();
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command);
    builder.redirectInput(input.isPresent() ? Redirect.PIPE : Redirect.INHERIT);
    builder.redirectError(Redirect.INHERIT);
    builder.redirectOutput(passesTerminalOn ? Redirect.INHERIT : Redirect.PIPE);
    Process process = builder.start();
    Optional<Thread> feeder = input.map(lines -> feeder(process, lines));
    feeder.ifPresent(Thread::start);
    try {
      if (!passesTerminalOn) {
        process.getInputStream().transferTo(out);
        out.flush();
      }
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** Beside the reading, so that neither waits for the other; head(1) stops reading early. */
  private static Thread feeder(Process process, List<String> lines) {
    Thread feeder =
        new Thread(
            () -> {
              try (OutputStream input = process.getOutputStream()) {
                for (String line : lines) {
                  input.write((line + "\n").getBytes(UTF_8));
                }
              } catch (IOException readerHasEnough) {
                // its status tells whether it failed
              }
            },
            "cmsh-pipe");
    feeder.setDaemon(true);
    return feeder;
  }

  @Override
  public void pause(int seconds) {
    out.flush();
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isInterrupted() {
    return Thread.currentThread().isInterrupted() || isClosed();
  }
}
