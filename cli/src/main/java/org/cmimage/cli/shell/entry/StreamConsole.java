package org.cmimage.cli.shell.entry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cmimage.cli.shell.command.Console;

/** A console on two streams, which commands of the system's shell share. Not thread-safe. */
public final class StreamConsole implements Console {
  private static final String RED = "\u001b[31m";
  private static final int NOT_FOUND = 127;
  private static final String USUAL = "\u001b[0m";

  /** Debian's own choice first, see sensible-editor(1). */
  private static final String USUAL_EDITOR =
      "for editor in sensible-editor editor vi nano; do"
          + " command -v $editor >/dev/null && exec $editor \"$1\"; done; exit 127";

  private final PrintStream out;
  private final PrintStream err;
  private final String program;
  private final boolean passesTerminalOn;
  private final List<String> page = new ArrayList<>();
  private int pageLines;
  private boolean colored;

  /**
   * Makes a console.
   *
   * @param program the prefix of failures; empty for none
   * @param passesTerminalOn whether commands of the system's shell have this process's own standard
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

  /** Returns whether the reader of the results has closed its end. */
  public boolean isClosed() {
    return out.checkError();
  }

  /** Buffers lines until {@link #endPage}, to page them if there are more than this. */
  void startPage(int lines) {
    pageLines = lines;
  }

  /** Prints the buffered lines: through the user's pager where they do not fit on the screen. */
  void endPage() throws IOException {
    boolean fits = page.size() < pageLines;
    pageLines = 0;
    List<String> lines = List.copyOf(page);
    page.clear();
    String pager = Optional.ofNullable(System.getenv("PAGER")).orElse("less -FRX");
    if (fits || lines.isEmpty() || run(pager + " 2>/dev/null", Optional.of(lines)) == NOT_FOUND) {
      lines.forEach(out::println);
    }
  }

  private void printPage() {
    pageLines = 0;
    page.forEach(out::println);
    page.clear();
    out.flush();
  }

  @Override
  public void line(String text) {
    if (pageLines > 0) {
      page.add(text);
    } else {
      out.println(text);
    }
  }

  @Override
  public void error(String text) {
    printPage();
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
    printPage();
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", command);
    builder.redirectInput(input.isPresent() ? Redirect.PIPE : Redirect.INHERIT);
    builder.redirectError(Redirect.INHERIT);
    builder.redirectOutput(passesTerminalOn ? Redirect.INHERIT : Redirect.PIPE);
    Process process = builder.start();
    Optional<Thread> feeder = input.map(lines -> feeder(process, lines));
    feeder.ifPresent(Thread::start);
    if (!passesTerminalOn) {
      process.getInputStream().transferTo(out);
      out.flush();
    }
    return waitFor(process);
  }

  private static int waitFor(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  @Override
  public Path file(String typed) {
    boolean isHome = typed.equals("~") || typed.startsWith("~/");
    String home = Optional.ofNullable(System.getenv("HOME")).orElse("/");
    return Path.of(isHome ? home + typed.substring(1) : typed);
  }

  @Override
  public boolean edit(Path file) throws IOException {
    if (!passesTerminalOn) {
      return false;
    }
    printPage();
    String editor =
        Stream.of("VISUAL", "EDITOR")
            .flatMap(name -> Optional.ofNullable(System.getenv(name)).stream())
            .filter(command -> !command.isBlank())
            .map(command -> command + " \"$1\"")
            .findFirst()
            .orElse(USUAL_EDITOR);
    int status =
        waitFor(
            new ProcessBuilder("/bin/sh", "-c", editor, "cmsh", file.toString())
                .inheritIO()
                .start());
    if (status == NOT_FOUND) {
      throw new IOException("cannot edit: no editor found; set the environment variable EDITOR");
    } else if (status != 0) {
      throw new IOException("cannot edit: the editor ended with status " + status);
    }
    return true;
  }

  /**
   * Starts a thread that writes to a process, so that reading and writing cannot block each other;
   * head(1) stops reading early.
   */
  private static Thread feeder(Process process, List<String> lines) {
    Thread feeder =
        new Thread(
            () -> {
              try (OutputStream input = process.getOutputStream()) {
                for (String line : lines) {
                  input.write((line + "\n").getBytes(UTF_8));
                }
              } catch (IOException readerHasEnough) {
                // its exit status shows whether it failed
              }
            },
            "cmsh-pipe");
    feeder.setDaemon(true);
    return feeder;
  }

  @Override
  public void pause(int seconds) {
    printPage();
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
