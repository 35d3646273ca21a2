package org.cmimage.cli.render;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.cmimage.core.event.PipelineEvent;

/** Progress for a terminal: one line, rewritten in place, with what is at work now. */
final class LiveProgress extends TextProgress {
  private static final String ERASE_LINE = "\r\u001b[K";
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final int WIDTH = 100;

  private Instant stageStart = Instant.EPOCH;
  private Instant drawn = Instant.EPOCH;
  private String numbers = "";
  private String activity = "";

  LiveProgress(PrintStream out, Look look, InstantSource clock) {
    super(out, look, clock);
  }

  @Override
  public void started(PipelineEvent.Started event) {
    stageStart = clock.instant();
    drawn = Instant.EPOCH;
    numbers = "";
    activity = "";
    draw(event);
  }

  @Override
  public void progressed(PipelineEvent.Progressed event) {
    numbers = "  " + stages.progress(event) + rate(event);
    draw(event);
  }

  @Override
  public void activity(PipelineEvent.Activity event) {
    activity = event.text();
    draw(event);
  }

  private String rate(PipelineEvent.Progressed event) {
    long millis = Duration.between(stageStart, clock.instant()).toMillis();
    return event.bytes() == 0 || millis < 500
        ? ""
        : ", " + Quantity.bytes(event.bytes() * 1000 / millis) + "/s";
  }

  private void draw(PipelineEvent event) {
    Instant now = clock.instant();
    if (Duration.between(drawn, now).compareTo(INTERVAL) < 0) {
      return;
    }
    drawn = now;
    String text =
        "  "
            + stages.label(event)
            + numbers
            + "  "
            + Quantity.time(Duration.between(stageStart, now))
            + "  "
            + activity;
    out.print(ERASE_LINE + text.substring(0, Math.min(WIDTH, text.length())));
    out.flush();
  }

  @Override
  void line(String text) {
    out.println(ERASE_LINE + text);
  }

  @Override
  public void close() {
    out.print(ERASE_LINE);
    out.flush();
  }
}
