package org.cmimage.core.host;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;

/**
 * Something that is attempted on this machine. The one place where an exception of whatever kind
 * becomes a failure with fields.
 *
 * @param what as in {@code cannot remove shared-debian12-aarch64}
 * @param where a path on the file system concerned
 * @param otherwise what to do where the reason has no cure of its own
 */
public record Attempt(String what, Path where, Remedy otherwise) {
  /** Returns the failure of the whole request. */
  public ImageException failure(Exception cause) {
    return ImageException.of(fault(cause));
  }

  /** Returns the failure; restores this thread's interruption where that is the reason. */
  public FaultException fault(Exception cause) {
    if (isInterruption(cause)) {
      Thread.currentThread().interrupt();
      return new FaultException(ErrorCode.INTERRUPTED, what, "interrupted", otherwise, cause);
    }
    if (cause instanceof IOException refused) {
      return HostFault.of(what, where, refused, otherwise);
    }
    if (cause instanceof UncheckedIOException unchecked) {
      return fault(requireNonNull(unchecked.getCause()));
    }
    return new FaultException(
        ErrorCode.INTERNAL, what, "internal error: " + cause, new Remedy.None(), cause);
  }

  /** Interrupting a thread also closes the channel it uses, which then fails in its own way. */
  private static boolean isInterruption(Exception failure) {
    if (Thread.currentThread().isInterrupted()) {
      return true;
    }
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof InterruptedException || at instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }
}
