package org.cmimage.core.guest;

import java.time.Duration;
import java.util.List;

/**
 * The result of a guest program.
 *
 * @param end exit status, signal or time limit
 * @param tail the last lines of its standard output and error together, at most 40
 * @param elapsed wall time
 */
public record CommandResult(End end, List<String> tail, Duration elapsed) {
  public CommandResult {
    tail = List.copyOf(tail);
  }

  /** The way a program ended. */
  public sealed interface End {
    record Exited(int status) implements End {
      @Override
      public String toString() {
        return "exit status " + status;
      }
    }

    record Signalled(int signal) implements End {
      @Override
      public String toString() {
        return "signal " + signal;
      }
    }

    record TimedOut() implements End {
      @Override
      public String toString() {
        return "time limit";
      }
    }
  }

  /** Returns whether it exited with status 0. */
  public boolean succeeded() {
    return end instanceof End.Exited exited && exited.status() == 0;
  }
}
