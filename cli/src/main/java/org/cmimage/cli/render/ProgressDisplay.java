package org.cmimage.cli.render;

import java.io.PrintStream;
import java.time.InstantSource;
import org.cmimage.core.event.PipelineListener;

/** A display of a running pipeline. */
public interface ProgressDisplay extends PipelineListener, AutoCloseable {
  /** Ends the display, so that the next output starts on a new line. */
  @Override
  void close();

  /**
   * The style of a display.
   *
   * @param terminal whether lines can be rewritten in place
   * @param verbose whether the log's lines are shown, too
   * @param doing the kind of work
   */
  record Look(boolean terminal, boolean verbose, Doing doing) {}

  /** The kind of work on trees. */
  enum Doing {
    CREATING("Creating", "Created"),
    IMPORTING("Importing", "Imported"),
    ADDING("Adding", "Added"),
    CHANGING("Changing", "Changed"),
    FETCHING("Fetching for", "Fetched for");

    private final String word;
    private final String done;

    Doing(String word, String done) {
      this.word = word;
      this.done = done;
    }

    /** Returns the word in headings. */
    public String word() {
      return word;
    }

    /** Returns the word in reports. */
    public String done() {
      return done;
    }
  }

  /**
   * Makes a display with a line that is rewritten in place on a terminal, else with lines at
   * intervals.
   */
  static ProgressDisplay forPeople(PrintStream out, Look look, InstantSource clock) {
    return look.terminal()
        ? new LiveProgress(out, look, clock)
        : new PlainProgress(out, look, clock);
  }
}
