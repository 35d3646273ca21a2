package org.cmimage.core.pipeline;

import java.util.Optional;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;

/**
 * A step in which a program of the image failed.
 *
 * @param fault tells package, script and end
 * @param explanation what the session knows of it beyond
 */
record FailedStep(ProvisionStep step, FaultException fault, Optional<String> explanation) {
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
