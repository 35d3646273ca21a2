package org.cmimage.sources.deb.provision;

import java.util.List;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;

/** The failure of a package's script. */
final class ScriptFault {
  /** As many as one reads at once; the rest is in the log. */
  private static final int SHOWN_LINES = 10;

  private ScriptFault() {}

  /**
   * A failure.
   *
   * @param script such as {@code post-installation script}
   * @param end how it ended, such as {@code exit status 1}
   * @param lines the last lines it printed
   */
  static FaultException of(String packageName, String script, String end, List<String> lines) {
    List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    String said =
        last.isEmpty()
            ? "it printed nothing"
            : "its last lines:\n    " + String.join("\n    ", last);
    return new FaultException(
        ErrorCode.SCRIPT_FAILED,
        "cannot configure package "
            + packageName
            + ": "
            + script
            + " ended with "
            + end
            + "; "
            + said,
        // whoever knows where the log is says so
        new Remedy.Resume());
  }
}
