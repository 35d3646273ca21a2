package org.cmimage.cli.render;

import java.io.PrintStream;
import java.time.InstantSource;
import org.cmimage.core.pipeline.PipelineListener;

/** Shows a running pipeline. */
public interface ProgressDisplay extends PipelineListener, AutoCloseable {
  /** Leaves the terminal as a line of text expects it. */
  @Override
  void close();

  /** A line that is rewritten in place on a terminal, else a line now and then. */
  static ProgressDisplay forPeople(PrintStream out, boolean terminal, InstantSource clock) {
    return terminal ? new LiveProgress(out, clock) : new PlainProgress(out, clock);
  }
}
