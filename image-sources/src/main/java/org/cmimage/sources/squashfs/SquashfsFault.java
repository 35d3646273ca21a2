package org.cmimage.sources.squashfs;

import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.fault.Subject;

/**
 * Creates the faults of one image.
 *
 * @param image its name
 */
record SquashfsFault(String image) {
  private static final Remedy FETCH_AGAIN =
      new Remedy.Advice("get it from its vendor again, and compare its size and digest");

  /** Returns the fault of an image that violates the format. */
  FaultException corrupt(String fact) {
    return new FaultException(fault(fact, FETCH_AGAIN));
  }

  /** Returns the fault of a part that could not be decoded. */
  FaultException corrupt(String part, long position, Exception cause) {
    String fact =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    return new FaultException(
        fault("cannot decompress the " + part + " at byte " + position + ": " + fact, FETCH_AGAIN),
        cause);
  }

  /** Returns the fault of a valid image that is not supported. */
  FaultException unsupported(String fact, String advice) {
    return new FaultException(fault(fact, new Remedy.Advice(advice)));
  }

  private Fault fault(String fact, Remedy remedy) {
    return new Fault(
        ErrorCode.SOURCE_CORRUPT,
        Subject.of("cannot read squashfs image").named(image),
        fact,
        remedy);
  }
}
