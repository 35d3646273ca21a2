package org.cmimage.core.spi;

/** A listener for the progress of a stage. Thread-safe; calls return at once. */
public interface StageProgress {
  /**
   * Reports how far the stage is.
   *
   * @param done units finished (packages, scripts, files)
   * @param total units altogether, or 0 where unknown yet
   * @param bytes bytes processed so far
   */
  void advanced(long done, long total, long bytes);

  /** Reports the current activity in short, such as the name of a package or guest program. */
  void activity(String text);

  /** Reports a problem that does not stop the work. */
  void warning(String text);

  /** Reports an action that the user should know of. */
  default void noted(String text) {
    log(text);
  }

  /** Adds one line of full detail to the component's log file. */
  void log(String line);

  /** Reports the time a package took; times of the same package and phase add up. */
  default void took(PackageTime time) {}
}
