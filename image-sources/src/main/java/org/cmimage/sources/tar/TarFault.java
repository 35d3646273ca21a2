package org.cmimage.sources.tar;

import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;

/** What is wrong with an archive. */
final class TarFault {
  private TarFault() {}

  /** The archive breaks the format. */
  static FaultException corrupt(String fact) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT, "cannot read tar archive: " + fact, new Remedy.None());
  }

  /** The archive is sound but holds what this reader does not do. */
  static FaultException unsupported(String fact, String advice) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT, "cannot read tar archive: " + fact, new Remedy.Advice(advice));
  }
}
