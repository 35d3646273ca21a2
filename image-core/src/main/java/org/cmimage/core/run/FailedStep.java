package org.cmimage.core.run;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageInstallation.FailedScript;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;

/**
 * A step in which a program of the image failed.
 *
 * @param fault names package, script and end
 * @param explanation further facts known to the session
 * @param started the programs that the script had started
 */
record FailedStep(
    ProvisionStep step, FaultException fault, Optional<String> explanation, List<String> started) {
  FailedStep {
    started = List.copyOf(started);
  }

  /** Returns the script that failed, where it can be repeated by itself. */
  Optional<FailedScript> script() {
    return script(fault);
  }

  /** Returns the script of a failure. */
  static Optional<FailedScript> script(FaultException fault) {
    return fault.getCause() instanceof FailedScript script ? Optional.of(script) : Optional.empty();
  }

  /**
   * Returns the program after which the script behaved differently in another session: the last
   * that it started in both before it started others, or none.
   *
   * @param other the programs it started there
   */
  Optional<String> lastInCommonWith(List<String> other) {
    int common = 0;
    while (common < Math.min(started.size(), other.size())
        && started.get(common).equals(other.get(common))) {
      common++;
    }
    return common == 0 ? Optional.empty() : Optional.of(started.get(common - 1));
  }

  /** Returns the failure and its reason, as far as it is known. */
  String message() {
    return reason().message();
  }

  private Fault reason() {
    Fault told = fault.fault();
    return explanation.map(why -> told.withFact(told.fact() + "\n  " + why)).orElse(told);
  }

  /** Returns the failure of the run, where no other attempt is made. */
  FaultException alone() {
    return new FaultException(reason(), fault);
  }

  /** Returns the failure of the run, where this failure followed another of the same step. */
  FaultException after(FailedStep first, String how, String howFirst) {
    Fault second = reason();
    FaultException both =
        new FaultException(
            second.withFact(
                second.fact()
                    + "\n  This was the second attempt, "
                    + how
                    + ". The first, "
                    + howFirst
                    + ", failed too: "
                    + first.message()),
            fault);
    both.addSuppressed(first.fault);
    return both;
  }
}
