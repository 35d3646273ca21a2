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
    /** Calls the method of {@code handler} for programs that ended like this. */
    <R> R accept(Handler<R> handler);

    record Exited(int status) implements End {
      @Override
      public String toString() {
        return "exit status " + status;
      }

      @Override
      public <R> R accept(Handler<R> handler) {
        return handler.exited(this);
      }
    }

    record Signalled(int signal) implements End {
      @Override
      public String toString() {
        return "signal " + signal;
      }

      @Override
      public <R> R accept(Handler<R> handler) {
        return handler.signalled(this);
      }
    }

    record TimedOut() implements End {
      @Override
      public String toString() {
        return "time limit";
      }

      @Override
      public <R> R accept(Handler<R> handler) {
        return handler.timedOut(this);
      }
    }

    /**
     * A case for each end, so that a new one does not compile where it is not handled.
     *
     * @param <R> what is made of an end
     */
    interface Handler<R> {
      R exited(Exited end);

      R signalled(Signalled end);

      R timedOut(TimedOut end);
    }
  }

  /** Returns whether it exited with status 0. */
  public boolean succeeded() {
    return end instanceof End.Exited exited && exited.status() == 0;
  }
}
