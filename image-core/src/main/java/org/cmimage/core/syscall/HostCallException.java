package org.cmimage.core.syscall;

import java.io.IOException;
import java.io.Serial;

/** A failed system call, with its name, the path and the errno. */
public final class HostCallException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final String what;
  private final String errno;

  /**
   * Makes the exception of a failed call.
   *
   * @param call the call, named as its manual page
   * @param what the path or name it was made on, printable
   * @param errno the symbolic name, such as {@code ENOENT}, or {@code errno 133} where the number
   *     has no known name
   */
  public HostCallException(String call, String what, String errno) {
    super("cannot " + ErrnoText.verb(call) + " \"" + what + "\": " + ErrnoText.reason(errno));
    this.what = what;
    this.errno = errno;
  }

  /** Returns the path or name that the call was made on, printable. */
  public String what() {
    return what;
  }

  /** Returns the reason in words, such as {@code no such file or directory}. */
  public String reason() {
    return ErrnoText.reason(errno);
  }

  /** Returns the symbolic name of the error, such as {@code ENOENT}. */
  public String errno() {
    return errno;
  }

  /** Returns whether the call failed with this error. */
  public boolean is(String name) {
    return errno.equals(name);
  }
}
