package org.cmimage.sources.deb.provision.dpkg;

import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.PackageInstallation.FailedScript;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;

/** The fault of a package's script that failed. */
public final class ScriptFault {
  /** The number of lines that are shown; the rest is in the log. */
  private static final int SHOWN_LINES = 10;

  private ScriptFault() {}

  /**
   * Returns the fault.
   *
   * @param script such as {@code post-installation script}
   * @param end how it ended, such as {@code exit status 1}
   * @param lines the last lines it printed
   */
  public static FaultException of(
      String packageName, String script, String end, List<String> lines) {
    return new FaultException(fault(packageName, script, end, lines));
  }

  /**
   * Returns the fault of a script that can be run again alone.
   *
   * @param alone the step that runs it
   */
  public static FaultException of(DpkgTranscript.Failure failure, ProvisionStep alone) {
    return new FaultException(
        fault(failure.packageName(), failure.script(), failure.end(), failure.lines()),
        new FailedScript(key(failure), alone));
  }

  /**
   * Returns the package and script under the names that dpkg passes to the script, where dpkg has
   * such a name.
   */
  private static String key(DpkgTranscript.Failure failure) {
    int colon = failure.packageName().indexOf(':');
    String name = colon < 0 ? failure.packageName() : failure.packageName().substring(0, colon);
    return name
        + (failure.script().startsWith("pre-") ? ".pre" : ".post")
        + (isOfRemoval(failure.script()) ? "rm" : "inst");
  }

  private static boolean isOfRemoval(String script) {
    return script.contains("-removal ");
  }

  private static Fault fault(String packageName, String script, String end, List<String> lines) {
    List<String> last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    String said =
        last.isEmpty()
            ? "it printed nothing"
            : "its last lines:\n    " + String.join("\n    ", last);
    return Fault.of(
        ErrorCode.SCRIPT_FAILED,
        "cannot " + (isOfRemoval(script) ? "remove" : "configure") + " package " + packageName,
        script + " ended with " + end + "; " + said,
        // the caller that has the path of the log adds it
        new Remedy.Resume());
  }
}
