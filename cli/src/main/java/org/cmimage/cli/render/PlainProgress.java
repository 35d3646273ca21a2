package org.cmimage.cli.render;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.cmimage.core.event.PipelineEvent;

/**
 * Progress for a log file: a line for each stage, and within a long one a line every ten seconds.
 */
final class PlainProgress implements ProgressDisplay {
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
    if (event instanceof PipelineEvent.Started) {
      last = clock.instant();
      activity = "";
    } else if (event instanceof PipelineEvent.Activity doing) {
      activity = ": " + doing.text();
    } else if (event instanceof PipelineEvent.Progressed progressed) {
      progressed(progressed);
    } else if (event instanceof PipelineEvent.Warned warned) {
      out.println("  warning: " + warned.text());
    } else if (event instanceof PipelineEvent.Noted noted) {
      out.println(noted.text());
    } else if (event instanceof PipelineEvent.Logged logged && look.verbose()) {
      out.println("  | " + logged.line());
    } else if (event instanceof PipelineEvent.Succeeded succeeded) {
      out.println(stages.ended(succeeded));
    } else if (event instanceof PipelineEvent.Failed failed) {
      out.println(stages.ended(failed));
    } else if (event instanceof PipelineEvent.Skipped skipped) {
      out.println(stages.ended(skipped));
    }
  }

  private void progressed(PipelineEvent.Progressed event) {
    Instant now = clock.instant();
    if (Duration.between(last, now).compareTo(INTERVAL) >= 0) {
      last = now;
      out.println("  " + stages.label(event) + ": " + stages.progress(event) + activity);
    }
  }

  @Override
  public void close() {}
}
