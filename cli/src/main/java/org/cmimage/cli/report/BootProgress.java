package org.cmimage.cli.report;

import java.io.PrintStream;
import org.cmimage.core.boot.BootListener;

/**
 * The progress of a boot: its steps on standard error; the console as it is on standard output for
 * a user who logs in, or its lines on standard error for one who wants details.
 *
 * @param err where steps go
 * @param out where the console goes
 * @param isQuiet whether no steps are told
 * @param isForUser whether the console is shown as it is
 * @param verbose whether its lines are shown
 */
public record BootProgress(
    PrintStream err, PrintStream out, boolean isQuiet, boolean isForUser, boolean verbose)
    implements BootListener {
  @Override
  public void step(String text) {
    if (!isQuiet) {
      err.println(text);
    }
  }

  @Override
  public void console(byte[] bytes) {
    if (isForUser) {
      out.write(bytes, 0, bytes.length);
      out.flush();
    }
  }

  @Override
  public void line(String text) {
    if (verbose && !isForUser) {
      err.println("  " + text);
    }
  }
}
