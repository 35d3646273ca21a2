package org.cmimage.core.run;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageInstallation.FailedScript;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;

/**
 * A step in which a program of the image failed.
 *
 * @param fault tells package, script and end
 * @param explanation what the session knows of it beyond
 * @param started the programs that the script had started
 */
record FailedStep(
    ProvisionStep step, FaultException fault, Optional<String> explanation, List<String> started) {
  FailedStep {
    started = List.copyOf(started);
  }

  /** The script that failed, where it can be run alone. */
  Optional<FailedScript> script() {
    return script(fault);
  }

  /** The script that a failure is about. */
  static Optional<FailedScript> script(FaultException fault) {
    return fault.getCause() instanceof FailedScript script ? Optional.of(script) : Optional.empty();
  }

  /**
   * The program after which the script went on otherwise in another session: the last that it
   * started in both before it started others, or nothing more.
   *
   * @param other what it started there
   */
  Optional<String> lastInCommonWith(List<String> other) {
    int common = 0;
    while (common < Math.min(started.size(), other.size())
        && started.get(common).equals(other.get(common))) {
      common++;
    }
    return common == 0 ? Optional.empty() : Optional.of(started.get(common - 1));
  }

  /** What happened and why, as far as it is known. */
  String message() {
    String fact = String.valueOf(fault.getMessage());
    return explanation.map(why -> fact + "\n  " + why).orElse(fact);
  }

  /** The failure of the run, where nothing else is tried. */
  FaultException alone() {
    return new FaultException(fault.code(), message(), fault.remedy(), fault);
  }

  /** The failure of the run, where this one came after another of the same step. */
  FaultException after(FailedStep first, String how, String howFirst) {
    FaultException both =
        new FaultException(
            fault.code(),
            message()
                + "\n  This was the second attempt, "
                + how
                + ". The first, "
                + howFirst
                + ", failed too: "
                + first.message(),
            fault.remedy(),
            fault);
    both.addSuppressed(first.fault);
    return both;
  }
}
