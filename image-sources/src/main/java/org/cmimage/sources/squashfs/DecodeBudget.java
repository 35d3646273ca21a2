package org.cmimage.sources.squashfs;

import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.fault.FaultException;

/**
 * The limit on the bytes decoded from an image, repetitions included, beyond which it is taken for
 * a decompression bomb. Thread-safe.
 */
final class DecodeBudget {
  /** The largest plausible ratio; a system's files shrink to a third. */
  private static final long MAX_EXPANSION = 250;

  /** The size in bytes up to which any ratio is accepted. */
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

  /** Counts decoded bytes; fails if there are too many in total. */
  void spend(long bytes) throws FaultException {
    if (spent.addAndGet(bytes) > limit) {
      throw fault.corrupt(
          "more than "
              + limit
              + " bytes came out of it, counting what is read again; possible archive bomb");
    }
  }
}
