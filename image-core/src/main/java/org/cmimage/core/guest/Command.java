package org.cmimage.core.guest;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A program to run inside a guest session, with execve semantics: never through a shell.
 *
 * @param argv the program, absolute or found in the session's fixed PATH, and its arguments
 * @param environment added to the session's own environment
 * @param limit after this long it is killed with everything it started
 */
public record Command(List<String> argv, Map<String, String> environment, Duration limit) {
  public Command {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("a command without a program");
    }
  }

  /** A command without additional environment that may take an hour. */
  public static Command of(String... argv) {
    return new Command(List.of(argv), Map.of(), Duration.ofHours(1));
  }

  /** The same command with additional environment. */
  public Command with(Map<String, String> additional) {
    return new Command(argv, additional, limit);
  }

  /** As one would type it into a shell. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (String word : argv) {
      boolean plain = word.matches("[A-Za-z0-9_./:=@%+,-]+");
      text.append(text.isEmpty() ? "" : " ")
          .append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return text.toString();
  }
}
