package org.cmimage.cli.report;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.cmimage.cli.render.Quantity;
import org.cmimage.core.spi.StageProgress;

/** A display of a fetch's progress, with a line at intervals. Thread-safe. */
public final class FetchProgress implements StageProgress {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final PrintStream out;
  private final InstantSource clock;
  private Instant told;

  /** Makes a display on {@code out}. */
  public FetchProgress(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.told = clock.instant();
  }

  @Override
  public synchronized void advanced(long done, long total, long bytes) {
    Instant now = clock.instant();
    if (Duration.between(told, now).compareTo(PAUSE) >= 0) {
      told = now;
      out.printf("  fetch: %d/%d packages, %s%n", done, total, Quantity.bytes(bytes));
    }
  }

  @Override
  public void activity(String text) {
    // lines at intervals are enough
  }

  @Override
  public synchronized void warning(String text) {
    out.println("  warning: " + text);
  }

  @Override
  public void log(String line) {
    // a fetch has no log
  }
}
