package org.cmimage.core.syscall;

import java.io.IOException;
import java.io.Serial;

/** A system call that failed: which, on what, with which errno. */
public final class HostCallException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final String what;
  private final String errno;

  /**
   * @param call the call, as its manual page is named
   * @param what the path or name it was made on, printable
   * @param errno the symbolic name, such as {@code ENOENT}, or {@code errno 133} where it has none
   *     known to us
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

  /** The symbolic name of the error, such as {@code ENOENT}. */
  public String errno() {
    return errno;
  }

  /** Whether the call failed with this error. */
  public boolean is(String name) {
    return errno.equals(name);
  }
}
