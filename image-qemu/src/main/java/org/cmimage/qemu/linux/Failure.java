package org.cmimage.qemu.linux;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.TreePath;

/** The conversion of a call's result into a value, or an exception with the whole path. */
final class Failure {
  /** A call into the C library; a negative result means that errno is set. */
  @FunctionalInterface
  interface Call {
    long make();
  }

  private Failure() {}

  /** Makes a call, and repeats it where a signal interrupted it. */
  static long check(String call, int directory, byte[] name, Call made) throws HostCallException {
    long result;
    do {
      result = made.make();
    } while (!isFinal(call, directory, name, result));
    return result;
  }

  /**
   * Checks the result of a call that was made without {@link #check}, which allocates an object for
   * every call: too expensive for calls made several times for every file.
   *
   * @return false where a signal interrupted the call and it has to be repeated
   */
  static boolean isFinal(String call, int directory, byte[] name, long result)
      throws HostCallException {
    if (result >= 0) {
      return true;
    }
    int errno = Native.getLastError();
    if (errno == Errno.EINTR) {
      return false;
    }
    throw of(call, directory, name, errno);
  }

  /**
   * Returns the exception of a call on a name in an open directory, or on an open node where the
   * name is empty.
   */
  static HostCallException of(String call, int directory, byte[] name, int errno) {
    return new HostCallException(call, describe(directory, name), Errno.name(errno));
  }

  private static String describe(int directory, byte[] name) {
    String relative = name.length == 0 ? "" : TreePath.of(name).toString();
    if (directory == LibC.AT_FDCWD) {
      return relative;
    }
    try {
      byte[] path = ("/proc/self/fd/" + directory).getBytes(StandardCharsets.US_ASCII);
      return TreePath.of(Links.read(LibC.AT_FDCWD, path)) + relative;
    } catch (HostCallException | IllegalArgumentException unknown) {
      // without /proc only the name is reported: the failure itself matters more
      return "descriptor " + directory + relative;
    }
  }
}
