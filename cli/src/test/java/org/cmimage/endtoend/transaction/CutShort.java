package org.cmimage.endtoend.transaction;

import java.io.Serial;
import org.cmimage.core.spi.StageProgress;

/** Ends a step after some lines of its output. */
final class CutShort implements StageProgress {
  private final StageProgress progress;
  private int left;

  /**
   * Passes progress on.
   *
   * @param lines after which the step is to end
   */
  CutShort(StageProgress progress, int lines) {
    this.progress = progress;
    this.left = lines;
  }

  /** Where the step ends. */
  static final class Reached extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
  }

  @Override
  public void advanced(long done, long total, long bytes) {}

  @Override
  public void activity(String text) {
    progress.activity(text);
  }

  @Override
  public void warning(String text) {
    progress.warning(text);
  }

  @Override
  public synchronized void log(String line) {
    progress.log(line);
    if (left-- == 0) {
      throw new Reached();
    }
  }
}
