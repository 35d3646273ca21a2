package org.cmimage.cli.render;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.cmimage.core.pipeline.PipelineEvent;
import org.cmimage.model.ComponentName;

/**
 * Progress for a log file: a line for each stage, and within a long one a line every ten seconds.
 */
final class PlainProgress implements ProgressDisplay {
  private static final Duration INTERVAL = Duration.ofSeconds(10);

  private final PrintStream out;
  private final InstantSource clock;
  private Optional<ComponentName> component = Optional.empty();
  private Instant last;
  private String activity = "";

  PlainProgress(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.last = clock.instant();
  }

  @Override
  public void on(PipelineEvent event) {
    if (component.isEmpty() || !component.get().equals(event.component())) {
      component = Optional.of(event.component());
      out.println(StageText.heading(event.component()));
    }
    if (event instanceof PipelineEvent.Started) {
      last = clock.instant();
      activity = "";
    } else if (event instanceof PipelineEvent.Activity doing) {
      activity = ": " + doing.text();
    } else if (event instanceof PipelineEvent.Progressed progressed) {
      progressed(progressed);
    } else if (event instanceof PipelineEvent.Warned warned) {
      out.println("  warning: " + warned.text());
    } else if (event instanceof PipelineEvent.Succeeded succeeded) {
      out.println(StageText.ended(succeeded));
    } else if (event instanceof PipelineEvent.Failed failed) {
      out.println(StageText.ended(failed));
    } else if (event instanceof PipelineEvent.Skipped skipped) {
      out.println(StageText.ended(skipped));
    }
  }

  private void progressed(PipelineEvent.Progressed event) {
    Instant now = clock.instant();
    if (Duration.between(last, now).compareTo(INTERVAL) >= 0) {
      last = now;
      out.println("  " + event.stage().label() + ": " + StageText.progress(event) + activity);
    }
  }

  @Override
  public void close() {}
}
