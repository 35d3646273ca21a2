package org.cmimage.sources.iso.record;

import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;

/** What is wrong with an image, or with one of its records. */
public final class IsoFault {
  private static final Remedy AGAIN =
      new Remedy.Advice("get it again, and compare its size and digest");

  private IsoFault() {}

  /**
   * The image breaks the format.
   *
   * @param image its name
   */
  public static FaultException corrupt(String image, String fact) {
    return new FaultException(ErrorCode.SOURCE_CORRUPT, text(image, fact), AGAIN);
  }

  /** The image is sound but has what is not read here. */
  public static FaultException unsupported(String image, String fact, String cure) {
    return new FaultException(ErrorCode.SOURCE_CORRUPT, text(image, fact), new Remedy.Advice(cure));
  }

  private static String text(String image, String fact) {
    return "cannot read ISO image " + image + ": " + fact;
  }
}
