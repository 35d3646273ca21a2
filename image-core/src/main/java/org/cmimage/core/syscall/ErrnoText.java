package org.cmimage.core.syscall;

import java.util.Map;

/** The wording of failed system calls: the operation, and the kernel's reason. */
final class ErrnoText {
  private static final Map<String, String> VERBS =
      Map.ofEntries(
          Map.entry("openat", "open"),
          Map.entry("openat2", "open"),
          Map.entry("mkdirat", "create directory"),
          Map.entry("symlinkat", "create symbolic link"),
          Map.entry("linkat", "create hard link"),
          Map.entry("mknodat", "create device or FIFO"),
          Map.entry("fchownat", "change the owner of"),
          Map.entry("fchown", "change the owner of"),
          Map.entry("chmod", "change the mode of"),
          Map.entry("fchmod", "change the mode of"),
          Map.entry("fchmodat", "change the mode of"),
          Map.entry("utimensat", "set the times of"),
          Map.entry("futimens", "set the times of"),
          Map.entry("lsetxattr", "set an extended attribute of"),
          Map.entry("fsetxattr", "set an extended attribute of"),
          Map.entry("llistxattr", "read the extended attributes of"),
          Map.entry("lgetxattr", "read the extended attributes of"),
          Map.entry("statx", "read the status of"),
          Map.entry("readlinkat", "read the symbolic link"),
          Map.entry("unlinkat", "delete"),
          Map.entry("renameat2", "rename to"),
          Map.entry("ftruncate", "set the size of"),
          Map.entry("lseek", "seek in"),
          Map.entry("pread", "read"),
          Map.entry("getdents64", "list"),
          Map.entry("fstatvfs", "read the free space of"),
          Map.entry("syncfs", "write to the disk the file system of"),
          Map.entry("fsync", "write to the disk"));

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("EPERM", "operation not permitted"),
          Map.entry("ENOENT", "no such file or directory"),
          Map.entry("EINTR", "interrupted"),
          Map.entry("EIO", "input/output error"),
          Map.entry("ENXIO", "no such device or address"),
          Map.entry("E2BIG", "too large"),
          Map.entry("EBADF", "it is closed"),
          Map.entry("EAGAIN", "temporarily unavailable"),
          Map.entry("ENOMEM", "out of memory"),
          Map.entry("EACCES", "permission denied"),
          Map.entry("EFAULT", "bad address"),
          Map.entry("EBUSY", "device or resource busy"),
          Map.entry("EEXIST", "it exists already"),
          Map.entry("EXDEV", "it is on another file system"),
          Map.entry("ENODEV", "no such device"),
          Map.entry("ENOTDIR", "not a directory"),
          Map.entry("EISDIR", "it is a directory"),
          Map.entry("EINVAL", "invalid argument"),
          Map.entry("ENFILE", "too many open files on this machine"),
          Map.entry("EMFILE", "too many open files"),
          Map.entry("ETXTBSY", "it is a program that runs"),
          Map.entry("EFBIG", "file too large"),
          Map.entry("ENOSPC", "no space left on the file system"),
          Map.entry("ESPIPE", "not a regular file"),
          Map.entry("EROFS", "read-only file system"),
          Map.entry("EMLINK", "too many hard links"),
          Map.entry("ERANGE", "value too large"),
          Map.entry("ENAMETOOLONG", "name too long"),
          Map.entry("ENOSYS", "not offered by this kernel"),
          Map.entry("ENOTEMPTY", "directory not empty"),
          Map.entry("ELOOP", "too many symbolic links, or one where none is allowed"),
          Map.entry("ENODATA", "no such attribute"),
          Map.entry("EOVERFLOW", "value too large"),
          Map.entry("EOPNOTSUPP", "not supported by the file system"),
          Map.entry("ESTALE", "the server has lost the file (stale handle)"),
          Map.entry("EUCLEAN", "the file system is damaged"),
          Map.entry("EDQUOT", "disk quota exceeded"));

  private ErrnoText() {}

  static String verb(String call) {
    return VERBS.getOrDefault(call, call);
  }

  static String reason(String errno) {
    return REASONS.getOrDefault(errno, errno);
  }
}
