package org.cmimage.core.spi;

/** Takes what a stage has to tell while it works. Thread-safe; calls return at once. */
public interface StageProgress {
  /**
   * How far the stage is.
   *
   * @param done units finished (packages, scripts, files)
   * @param total units altogether, or 0 where not known yet
   * @param bytes bytes handled so far
   */
  void advanced(long done, long total, long bytes);

  /** What is at work right now, short, such as the name of a package or guest program. */
  void activity(String text);

  /** Something the user should know though the work goes on. */
  void warning(String text);

  /** Something that was done and that the user should know of. */
  default void noted(String text) {
    log(text);
  }

  /** One line of full detail for the component's log file. */
  void log(String line);

  /** The time a package took; times of the same package and phase add up. */
  default void took(PackageTime time) {}
}
