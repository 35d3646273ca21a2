package org.cmimage.endtoend.trial;

import org.cmimage.core.spi.StageProgress;

/** Takes what steps tell of themselves; a warning is a failure. */
public final class SilentProgress implements StageProgress {
  @Override
  public void advanced(long done, long total, long bytes) {}

  @Override
  public void activity(String text) {}

  @Override
  public void warning(String text) {
    throw new AssertionError(text);
  }

  @Override
  public void log(String line) {}
}
