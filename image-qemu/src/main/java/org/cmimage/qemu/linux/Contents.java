package org.cmimage.qemu.linux;

import org.cmimage.core.syscall.HostCallException;

/** Content that gets from file to file without passing through this process. */
final class Contents {
  private static final long FICLONE = 0x40049409L;

  /** Less than one call moves at most. */
  private static final long MOST = 1 << 30;

  private static final byte[] NO_NAME = {};

  private Contents() {}

  /** Lets an empty file have the blocks of another one; false where that cannot be. */
  static boolean share(int from, int to) throws HostCallException {
    try {
      Failure.check("ioctl FICLONE", to, NO_NAME, () -> LibC.ioctl(to, FICLONE, from));
      return true;
    } catch (HostCallException e) {
      return refuse(e, "EOPNOTSUPP", "ENOTTY", "EINVAL", "EXDEV", "ENOSYS", "EPERM") > 0;
    }
  }

  /** Moves bytes from {@code offset} on; 0 where the kernel does not. */
  static long move(int from, int to, long offset, long length) throws HostCallException {
    Failure.check("lseek", from, NO_NAME, () -> LibC.lseek(from, offset, LibC.SEEK_SET));
    try {
      return Failure.check(
          "sendfile", to, NO_NAME, () -> LibC.sendfile(to, from, 0, Math.min(length, MOST)));
    } catch (HostCallException e) {
      return refuse(e, "EINVAL", "ENOSYS");
    }
  }

  private static int refuse(HostCallException e, String... inability) throws HostCallException {
    for (String errno : inability) {
      if (e.is(errno)) {
        return 0;
      }
    }
    throw e;
  }
}
