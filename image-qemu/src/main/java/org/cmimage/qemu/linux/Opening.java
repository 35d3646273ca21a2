package org.cmimage.qemu.linux;

import com.sun.jna.Native;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * The opening of nodes for reading, only after it is known that the node is a directory or a
 * regular file: opening a device or a FIFO has side effects. Paths inside a tree are opened with
 * {@code openat2(2)}, which resolves links below a root since Linux 5.6, or where it is missing
 * with a {@link RootWalk}.
 */
final class Opening {
  private static final long RESOLVE_NO_MAGICLINKS = 0x02;
  private static final long RESOLVE_IN_ROOT = 0x10;
  private static final int OPEN_HOW_SIZE = 24;
  private static final byte[] HERE = {'.'};
  private static final byte[] NO_NAME = {};

  /**
   * The limit of attempts: the kernel fails with EAGAIN during a concurrent rename; other programs
   * found this many sufficient.
   */
  private static final int ATTEMPTS = 128;

  private final Abi abi;
  private final boolean openat2;

  Opening(Abi abi, boolean openat2) {
    this.abi = abi;
    this.openat2 = openat2;
  }

  /** Returns whether this kernel has {@code openat2} and no filter on system calls blocks it. */
  static boolean hasOpenat2() throws HostCallException {
    long opened = tryOpenat2(LibC.AT_FDCWD, HERE, LibC.O_PATH | LibC.O_CLOEXEC);
    if (opened >= 0) {
      new Descriptor((int) opened).close();
    }
    return opened >= 0;
  }

  /** Opens a directory by a host path, following links. */
  Descriptor hostDirectory(byte[] path) throws HostCallException {
    long address = Scratch.mine().path(0, path);
    int flags = LibC.O_CLOEXEC | abi.openDirectory;
    return new Descriptor(
        (int)
            Failure.check(
                "open", LibC.AT_FDCWD, path, () -> LibC.openat(LibC.AT_FDCWD, address, flags, 0)));
  }

  /** Opens a directory by its name, not following a link. */
  Descriptor directory(int directory, byte[] name) throws HostCallException {
    long address = Scratch.mine().name(name);
    int flags = LibC.O_CLOEXEC | abi.openDirectory | abi.openNoFollow;
    return new Descriptor(
        (int)
            Failure.check(
                "openat", directory, name, () -> LibC.openat(directory, address, flags, 0)));
  }

  /** Opens a second descriptor of a directory. */
  Descriptor directoryItself(int directory) throws HostCallException {
    long address = Scratch.mine().path(0, HERE);
    int flags = LibC.O_CLOEXEC | abi.openDirectory;
    return new Descriptor(
        (int)
            Failure.check(
                "openat", directory, NO_NAME, () -> LibC.openat(directory, address, flags, 0)));
  }

  /** Opens a regular file by name, not following a link. */
  Descriptor file(int directory, byte[] name) throws HostCallException {
    try (Descriptor reference = reference(directory, name)) {
      return reopen(reference, TreePath.of(name), false);
    }
  }

  /** Opens the directory or regular file at a path inside a tree. */
  Descriptor inRoot(int root, TreePath path) throws HostCallException {
    if (!openat2) {
      try (RootWalk walk = new RootWalk(this, root, path);
          Descriptor reference = walk.resolve()) {
        return reopen(reference, path, true);
      }
    }
    byte[] bytes = path.isRoot() ? HERE : path.bytes();
    long directory = tryOpenat2(root, bytes, LibC.O_CLOEXEC | abi.openDirectory);
    if (directory >= 0) {
      return new Descriptor((int) directory);
    }
    int errno = Native.getLastError();
    if (errno != Errno.ENOTDIR) {
      throw Failure.of("openat2", root, bytes, errno);
    }
    try (Descriptor reference = referenceInRoot(root, bytes)) {
      return reopen(reference, path, true);
    }
  }

  /**
   * Opens a name without opening the node itself ({@code O_PATH}), even if it is a link or a
   * device.
   */
  Descriptor reference(int directory, byte[] name) throws HostCallException {
    int flags = LibC.O_PATH | LibC.O_CLOEXEC | abi.openNoFollow;
    long address = Scratch.mine().name(name);
    return new Descriptor(
        (int)
            Failure.check(
                "openat", directory, name, () -> LibC.openat(directory, address, flags, 0)));
  }

  /**
   * Opens the node of a reference for reading, after its type is known and cannot change any more.
   */
  private static Descriptor reopen(Descriptor reference, TreePath path, boolean directoryToo)
      throws HostCallException {
    int number = Descriptor.of(reference);
    NodeType type = Status.ofHandle(number).type();
    String refusal =
        switch (type) {
          case REGULAR -> "";
          case DIRECTORY -> directoryToo ? "" : "EISDIR";
          case SYMLINK -> "ELOOP";
          case CHARACTER_DEVICE, BLOCK_DEVICE, FIFO, SOCKET -> "ENXIO";
        };
    if (!refusal.isEmpty()) {
      throw new HostCallException("open", path.toString(), refusal);
    }
    long address = Scratch.mine().procPath(number, NO_NAME);
    int flags = LibC.O_CLOEXEC | LibC.O_NOCTTY;
    return new Descriptor(
        (int)
            Failure.check(
                "open", number, NO_NAME, () -> LibC.openat(LibC.AT_FDCWD, address, flags, 0)));
  }

  private static Descriptor referenceInRoot(int root, byte[] path) throws HostCallException {
    long opened = tryOpenat2(root, path, LibC.O_PATH | LibC.O_CLOEXEC);
    if (opened < 0) {
      throw Failure.of("openat2", root, path, Native.getLastError());
    }
    return new Descriptor((int) opened);
  }

  private static long tryOpenat2(int directory, byte[] path, int flags) throws HostCallException {
    Scratch scratch = Scratch.mine();
    long address = scratch.path(0, path);
    scratch
        .struct()
        .putLong(0, flags)
        .putLong(8, 0)
        .putLong(16, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    for (int attempt = 1; ; attempt++) {
      long opened =
          LibC.syscall(
              LibC.SYS_OPENAT2, directory, address, scratch.structAddress(), OPEN_HOW_SIZE);
      int errno = Native.getLastError();
      if (opened >= 0 || attempt == ATTEMPTS || errno != Errno.EAGAIN && errno != Errno.EINTR) {
        return opened;
      }
    }
  }
}
