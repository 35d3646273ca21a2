package org.cmimage.cli.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.jspecify.annotations.Nullable;

/** A question before existing data is changed. */
public final class Confirmation {
  private static final String QUESTION = "Do you want to continue?(y/n): ";

  private static final Attempt READING =
      new Attempt("cannot read the answer", Path.of("/dev/stdin"), new Remedy.None());

  private final BufferedReader answers;
  private final PrintStream out;

  /** Makes a question on {@code out} with the answers, a line each, from {@code answers}. */
  public Confirmation(BufferedReader answers, PrintStream out) {
    this.answers = answers;
    this.out = out;
  }

  /**
   * Prints the reason and asks until there is an answer. Returns empty at the end of input, which
   * counts as no, and prints that.
   */
  public Optional<Boolean> ask(String reason) throws ImageException {
    out.println(reason);
    while (true) {
      out.print(QUESTION);
      out.flush();
      String line = line();
      if (line == null) {
        out.println("n (no answer: end of input)");
        return Optional.empty();
      }
      switch (line.strip().toLowerCase(Locale.ROOT)) {
        case "y", "yes" -> {
          return Optional.of(true);
        }
        case "n", "no" -> {
          return Optional.of(false);
        }
        default -> out.println("Please answer y or n.");
      }
    }
  }

  /**
   * Reads a line in another thread: reading a terminal cannot be interrupted, waiting for a thread
   * that does can.
   */
  private @Nullable String line() throws ImageException {
    FutureTask<@Nullable String> reading = new FutureTask<>(answers::readLine);
    Thread reader = new Thread(reading, "answers");
    reader.setDaemon(true);
    reader.start();
    try {
      return reading.get();
    } catch (ExecutionException e) {
      throw READING.failure(e.getCause() instanceof IOException refused ? refused : e);
    } catch (InterruptedException e) {
      throw READING.failure(e);
    }
  }
}
