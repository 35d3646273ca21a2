package org.cmimage.qemu.linux;

import java.util.concurrent.atomic.AtomicInteger;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;

/**
 * A file descriptor that is closed exactly once: its number may be reused immediately afterwards.
 */
final class Descriptor implements HostCalls.Handle {
  private static final int CLOSED = -1;

  private final AtomicInteger number;

  Descriptor(int number) {
    this.number = new AtomicInteger(number);
  }

  /** Returns the number of an open descriptor. */
  static int of(HostCalls.Handle handle) throws HostCallException {
    int number = ((Descriptor) handle).number.get();
    if (number == CLOSED) {
      throw new HostCallException("use", "closed descriptor", "EBADF");
    }
    return number;
  }

  @Override
  public void close() {
    int open = number.getAndSet(CLOSED);
    if (open != CLOSED) {
      // Never repeated: Linux frees the number even where it reports EINTR or a late write error.
      // The latter syncFileSystem reports.
      int unused = LibC.close(open);
    }
  }
}
