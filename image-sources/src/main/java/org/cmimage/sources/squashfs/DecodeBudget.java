package org.cmimage.sources.squashfs;

import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.fault.FaultException;

/**
 * How much may be decoded of an image, also over and over, before somebody means harm. Thread-safe.
 */
final class DecodeBudget {
  /** A system's files come down to a third. */
  private static final long MAX_EXPANSION = 250;

  /** So much may come out of anything. */
  private static final long ANY_EXPANSION = 4L << 30;

  private final AtomicLong spent = new AtomicLong();
  private final SquashfsFault fault;
  private final long limit;

  DecodeBudget(long bytesUsed, SquashfsFault fault) {
    this.fault = fault;
    this.limit =
        bytesUsed > Long.MAX_VALUE / MAX_EXPANSION
            ? Long.MAX_VALUE
            : Math.max(ANY_EXPANSION, bytesUsed * MAX_EXPANSION);
  }

  /** Notes that bytes were decoded; fails where it is too many in all. */
  void spend(long bytes) throws FaultException {
    if (spent.addAndGet(bytes) > limit) {
      throw fault.corrupt(
          "more than "
              + limit
              + " bytes came out of it, counting what is read again; possible archive bomb");
    }
  }
}
