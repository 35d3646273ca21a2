package org.cmimage.qemu.linux;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * The C library, bound with primitive types only: pointers are passed as {@code long}, which avoids
 * conversions in JNA. The ABI is that of 64-bit Linux, where variadic functions take integer
 * arguments as others do, so they are bound with fixed ones.
 *
 * <p>glibc 2.28 and later export all of them; functions exported only by newer versions ({@code
 * mknodat}, {@code getdents64}) are called through {@code syscall}.
 */
final class LibC {
  static final int AT_FDCWD = -100;
  static final int AT_SYMLINK_NOFOLLOW = 0x100;
  static final int AT_REMOVEDIR = 0x200;
  static final int AT_EMPTY_PATH = 0x1000;
  static final int O_WRONLY = 1;
  static final int O_CREAT = 0x40;
  static final int O_EXCL = 0x80;
  static final int O_NOCTTY = 0x100;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;
  static final int O_PATH = 0x200000;
  static final int RENAME_NOREPLACE = 1;
  static final int RENAME_EXCHANGE = 2;
  static final int SEEK_SET = 0;
  static final int SEEK_CUR = 1;
  static final int SEEK_DATA = 3;
  static final int SEEK_HOLE = 4;
  static final long SYS_OPENAT2 = 437;

  static {
    Native.register(LibC.class, NativeLibrary.getInstance("c"));
  }

  private LibC() {}

  static native int openat(int directory, long path, int flags, int mode);

  static native int close(int descriptor);

  static native long read(int descriptor, long buffer, long size);

  static native long pread(int descriptor, long buffer, long size, long offset);

  static native long write(int descriptor, long buffer, long size);

  static native long lseek(int descriptor, long offset, int whence);

  static native int ioctl(int descriptor, long request, long argument);

  static native long sendfile(int to, int from, long offset, long size);

  static native int ftruncate(int descriptor, long size);

  static native int mkdirat(int directory, long path, int mode);

  static native int symlinkat(long target, int directory, long path);

  static native int linkat(int fromDirectory, long from, int toDirectory, long to, int flags);

  static native int fchown(int descriptor, int uid, int gid);

  static native int fchownat(int directory, long path, int uid, int gid, int flags);

  static native int chmod(long path, int mode);

  static native int fchmod(int descriptor, int mode);

  static native int futimens(int descriptor, long times);

  static native int utimensat(int directory, long path, long times, int flags);

  static native int lsetxattr(long path, long name, long value, long size, int flags);

  static native int fsetxattr(int descriptor, long name, long value, long size, int flags);

  static native long llistxattr(long path, long list, long size);

  static native long lgetxattr(long path, long name, long value, long size);

  static native int statx(int directory, long path, int flags, int mask, long result);

  static native long readlinkat(int directory, long path, long buffer, long size);

  static native int unlinkat(int directory, long path, int flags);

  static native int renameat2(int fromDirectory, long from, int toDirectory, long to, int flags);

  static native int fsync(int descriptor);

  static native int fstatvfs(int descriptor, long result);

  static native int syncfs(int descriptor);

  static native long syscall(long number, long first, long second, long third, long fourth);
}
