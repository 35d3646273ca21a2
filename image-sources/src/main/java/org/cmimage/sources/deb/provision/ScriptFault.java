package org.cmimage.sources.deb.provision;

import java.util.List;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;

/** The failure of a package's script. */
final class ScriptFault {
  private ScriptFault() {}

  /**
   * A failure.
   *
   * @param script such as {@code post-installation script}
   * @param end how it ended, such as {@code exit status 1}
   * @param lines the last lines it printed
   */
  static FaultException of(String packageName, String script, String end, List<String> lines) {
    String said =
        lines.isEmpty() ? "it printed nothing" : "its last lines: " + String.join(" | ", lines);
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
        new Remedy.Advice(
            "see the component's log for all that was printed, mend the cause and run the same command again: it resumes; or leave out "
                + packageName));
  }
}
