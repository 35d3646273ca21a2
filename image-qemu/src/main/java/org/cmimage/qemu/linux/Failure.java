package org.cmimage.qemu.linux;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.TreePath;

/** Turns the result of a call into a value or an exception that names the whole path. */
final class Failure {
  /** One call into the C library; negative means that errno tells why. */
  @FunctionalInterface
  interface Call {
    long make();
  }

  private Failure() {}

  /** Makes a call, again where a signal cut it short. */
  static long check(String call, int directory, byte[] name, Call made) throws HostCallException {
    long result;
    do {
      result = made.make();
    } while (!isFinal(call, directory, name, result));
    return result;
  }

  /**
   * Checks the result of a call that was made without {@link #check}, which makes an object for
   * every call: too much for those that come several times for every file.
   *
   * @return false where a signal cut the call short and it has to be made again
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
   * The failure of a call on a name in an open directory, or on an open node where the name is
   * empty.
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
      // without /proc the name alone has to do: the failure itself matters more
      return "descriptor " + directory + relative;
    }
  }
}
