package org.cmimage.qemu.linux;

import org.cmimage.core.syscall.HostCallException;

/** Copies of file content inside the kernel, without a buffer in this process. */
final class Contents {
  private static final long FICLONE = 0x40049409L;

  /** The largest request: less than one call moves at most, in bytes. */
  private static final long MOST = 1 << 30;

  private static final byte[] NO_NAME = {};

  private Contents() {}

  /**
   * Makes an empty file share the blocks of another one (reflink). Returns false where the file
   * systems do not support it.
   */
  static boolean share(int from, int to) throws HostCallException {
    try {
      Failure.check("ioctl FICLONE", to, NO_NAME, () -> LibC.ioctl(to, FICLONE, from));
      return true;
    } catch (HostCallException e) {
      return refuse(e, "EOPNOTSUPP", "ENOTTY", "EINVAL", "EXDEV", "ENOSYS", "EPERM") > 0;
    }
  }

  /**
   * Copies up to {@code length} bytes from {@code offset} on. Returns the number of bytes copied; 0
   * where the kernel cannot.
   */
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
