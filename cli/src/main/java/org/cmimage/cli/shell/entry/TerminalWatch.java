package org.cmimage.cli.shell.entry;

import java.io.IOError;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;

/**
 * A watch for a terminal's hang-up where there is no signal, as under nohup(1). JLine treats the
 * end of input of a closed terminal as a pause in typing, and reads again at once, without end.
 *
 * <p>The attributes of a terminal that is gone cannot be read: of JLine's providers, one fails
 * then, and another returns attributes in which nothing is set.
 */
final class TerminalWatch {
  private static final long SECONDS = 1;

  private final Terminal terminal;
  private final Runnable hungUp;
  private final CountDownLatch ended = new CountDownLatch(1);

  private TerminalWatch(Terminal terminal, Runnable hungUp) {
    this.terminal = terminal;
    this.hungUp = hungUp;
  }

  /**
   * Starts to watch a terminal; to be ended before that is closed.
   *
   * @param hungUp is run once, in a thread of its own
   */
  static TerminalWatch over(Terminal terminal, Runnable hungUp) {
    TerminalWatch watch = new TerminalWatch(terminal, hungUp);
    Thread thread = new Thread(watch::watch, "terminal watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private void watch() {
    try {
      boolean had = hasAttributes();
      while (!ended.await(SECONDS, TimeUnit.SECONDS)) {
        if (had && !hasAttributes()) {
          // It may have been closed in order.
          if (ended.getCount() > 0) {
            hungUp.run();
          }
          return;
        }
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the terminal is there; a dumb one has no attributes from the start. */
  private boolean hasAttributes() {
    try {
      return !terminal.getAttributes().getControlFlags().isEmpty();
    } catch (IOError gone) {
      return false;
    }
  }

  /** Ends the watch. */
  void end() {
    ended.countDown();
  }
}
