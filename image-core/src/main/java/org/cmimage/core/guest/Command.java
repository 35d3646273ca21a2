package org.cmimage.core.guest;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program to run inside a guest session, with execve semantics: never through a shell.
 *
 * @param argv the program, absolute or found in the session's fixed PATH, and its arguments
 * @param environment added to the session's own environment
 * @param limit the time after which it is killed with all processes it started
 */
public record Command(List<String> argv, Map<String, String> environment, Duration limit) {
  public Command {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("a command without a program");
    }
  }

  /** Makes a command without additional environment and with a limit of one hour. */
  public static Command of(String... argv) {
    return new Command(List.of(argv), Map.of(), Duration.ofHours(1));
  }

  /** Returns the same command with additional environment, which replaces what has equal names. */
  public Command with(Map<String, String> additional) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(additional);
    return new Command(argv, all, limit);
  }

  /** Returns the command line as typed into a shell. */
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
