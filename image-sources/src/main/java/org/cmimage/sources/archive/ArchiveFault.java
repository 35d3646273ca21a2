package org.cmimage.sources.archive;

import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;

/** What cures a file that was handed out and is not there or not whole. */
final class ArchiveFault {
  static final Remedy FETCH_AGAIN =
      new Remedy.Advice("get it from its vendor again, and compare its size and digest");

  private ArchiveFault() {}

  /** The same fault without the advice to take packages from another mirror: there is none. */
  static FaultException withoutMirror(FaultException e) {
    return e.remedy() instanceof Remedy.UseOtherMirror
        ? new FaultException(e.code(), e.getMessage(), FETCH_AGAIN, e)
        : e;
  }
}
