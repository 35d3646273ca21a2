package org.cmimage.sources.iso.record;

import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.fault.Subject;

/** The faults of an image or of one of its records. */
public final class IsoFault {
  private static final Remedy AGAIN =
      new Remedy.Advice("get it again, and compare its size and digest");

  private IsoFault() {}

  /**
   * Returns the fault of an image that violates the format.
   *
   * @param image its name
   */
  public static FaultException corrupt(String image, String fact) {
    return fault(image, fact, AGAIN);
  }

  /** Returns the fault of a valid image with an unsupported feature. */
  public static FaultException unsupported(String image, String fact, String cure) {
    return fault(image, fact, new Remedy.Advice(cure));
  }

  private static FaultException fault(String image, String fact, Remedy remedy) {
    return new FaultException(
        new Fault(
            ErrorCode.SOURCE_CORRUPT,
            Subject.of("cannot read ISO image").named(image),
            fact,
            remedy));
  }
}
