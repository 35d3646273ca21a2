package org.cmimage.cli.render;

import java.io.PrintStream;
import java.time.InstantSource;
import org.cmimage.core.event.PipelineListener;

/** Shows a running pipeline. */
public interface ProgressDisplay extends PipelineListener, AutoCloseable {
  /** Leaves the terminal as a line of text expects it. */
  @Override
  void close();

  /**
   * How a display looks.
   *
   * @param terminal whether lines can be rewritten in place
   * @param verbose whether the log's lines are shown too
   * @param doing how the trees come about
   */
  record Look(boolean terminal, boolean verbose, Doing doing) {}

  /** How trees come about. */
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

    /** As headings say it. */
    public String word() {
      return word;
    }

    /** As reports say it. */
    public String done() {
      return done;
    }
  }

  /** A line that is rewritten in place on a terminal, else a line now and then. */
  static ProgressDisplay forPeople(PrintStream out, Look look, InstantSource clock) {
    return look.terminal()
        ? new LiveProgress(out, look, clock)
        : new PlainProgress(out, look, clock);
  }
}
