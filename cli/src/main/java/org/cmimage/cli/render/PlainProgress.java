package org.cmimage.cli.render;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.cmimage.core.event.PipelineEvent;

/**
 * Progress for a log file: a line for each stage, and within a long one a line every ten seconds.
 */
final class PlainProgress implements ProgressDisplay, PipelineEvent.Handler {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final PrintStream out;
  private final Look look;
  private final StageText stages;
  private final InstantSource clock;
  private String heading = "";
  private Instant last;
  private String activity = "";

  PlainProgress(PrintStream out, Look look, InstantSource clock) {
    this.out = out;
    this.look = look;
    this.stages = new StageText(look.doing());
    this.clock = clock;
    this.last = clock.instant();
  }

  @Override
  public void on(PipelineEvent event) {
    String about = stages.heading(event);
    if (!about.equals(heading)) {
      heading = about;
      out.println(about);
    }
    event.accept(this);
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
      out.println("  " + stages.label(event) + ": " + stages.progress(event) + activity);
    }
  }

  @Override
  public void activity(PipelineEvent.Activity event) {
    activity = ": " + event.text();
  }

  @Override
  public void warned(PipelineEvent.Warned event) {
    out.println("  warning: " + event.text());
  }

  @Override
  public void noted(PipelineEvent.Noted event) {
    out.println(event.text());
  }

  @Override
  public void logged(PipelineEvent.Logged event) {
    if (look.verbose()) {
      out.println("  | " + event.line());
    }
  }

  @Override
  public void succeeded(PipelineEvent.Succeeded event) {
    out.println(stages.ended(event));
  }

  @Override
  public void failed(PipelineEvent.Failed event) {
    out.println(stages.ended(event));
  }

  @Override
  public void skipped(PipelineEvent.Skipped event) {
    out.println(stages.ended(event));
  }

  @Override
  public void close() {}
}
