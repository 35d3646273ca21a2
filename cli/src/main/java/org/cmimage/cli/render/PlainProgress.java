package org.cmimage.cli.render;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.cmimage.core.event.PipelineEvent;

/**
 * Progress for a log file: a line for each stage, and within a long one a line every ten seconds.
 */
final class PlainProgress extends TextProgress {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private Instant last;
  private String activity = "";

  PlainProgress(PrintStream out, Look look, InstantSource clock) {
    super(out, look, clock);
    this.last = clock.instant();
  }

  @Override
  void line(String text) {
    out.println(text);
  }

  @Override
  public void started(PipelineEvent.Started event) {
    last = clock.instant();
    activity = "";
  }

  @Override
  public void progressed(PipelineEvent.Progressed event) {
    Instant now = clock.instant();
    if (Duration.between(last, now).compareTo(INTERVAL) >= 0) {
      last = now;
      line("  " + stages.label(event) + ": " + stages.progress(event) + activity);
    }
  }

  @Override
  public void activity(PipelineEvent.Activity event) {
    activity = ": " + event.text();
  }

  @Override
  public void close() {}
}
