package org.cmimage.cli.image;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;

/** Asks before something that is there already is worked on. */
final class Confirmation {
  private static final String QUESTION = "Do you want to continue?(y/n): ";

  private final BufferedReader answers;
  private final PrintStream out;

  /** Asks on {@code out} and takes the answers, a line each, from {@code answers}. */
  Confirmation(BufferedReader answers, PrintStream out) {
    this.answers = answers;
    this.out = out;
  }

  /** Says why it asks and asks until there is an answer; empty where nobody answers any more. */
  Optional<Boolean> ask(String reason) throws IOException {
    out.println(reason);
    while (true) {
      out.print(QUESTION);
      out.flush();
      String line = answers.readLine();
      if (line == null) {
        out.println();
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
}
