package org.cmimage.qemu.linux;

import java.nio.ByteBuffer;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.NodeType;

/** A reader of {@code struct statx}, whose layout is the same on every architecture; statx(2). */
final class Status {
  private static final int BASIC_STATS = 0x7ff;
  private static final byte[] NO_NAME = {};

  /** {@code STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND} */
  private static final long FIXED = 0x10 | 0x20;

  private Status() {}

  static FileStatus of(int directory, byte[] name) throws HostCallException {
    return read(directory, name, Scratch.mine().name(name), LibC.AT_SYMLINK_NOFOLLOW);
  }

  static FileStatus ofHandle(int descriptor) throws HostCallException {
    return read(descriptor, NO_NAME, Scratch.mine().path(0, NO_NAME), LibC.AT_EMPTY_PATH);
  }

  private static FileStatus read(int directory, byte[] name, long path, int flags)
      throws HostCallException {
    Scratch scratch = Scratch.mine();
    int result;
    do {
      result = LibC.statx(directory, path, flags, BASIC_STATS, scratch.structAddress());
    } while (!Failure.isFinal("statx", directory, name, result));
    ByteBuffer statx = scratch.struct();
    int mode = Short.toUnsignedInt(statx.getShort(28));
    return new FileStatus(
        (long) statx.getInt(136) << 32 | Integer.toUnsignedLong(statx.getInt(140)),
        statx.getLong(32),
        type(mode),
        mode & 07777,
        statx.getInt(20),
        statx.getInt(24),
        Integer.toUnsignedLong(statx.getInt(16)),
        statx.getLong(40),
        statx.getLong(112),
        statx.getInt(120),
        statx.getInt(128),
        statx.getInt(132),
        (statx.getLong(8) & FIXED) != 0);
  }

  private static NodeType type(int mode) throws HostCallException {
    return switch (mode & 0170000) {
      case 0100000 -> NodeType.REGULAR;
      case 0040000 -> NodeType.DIRECTORY;
      case 0120000 -> NodeType.SYMLINK;
      case 0020000 -> NodeType.CHARACTER_DEVICE;
      case 0060000 -> NodeType.BLOCK_DEVICE;
      case 0010000 -> NodeType.FIFO;
      case 0140000 -> NodeType.SOCKET;
      default ->
          throw new HostCallException("statx", "mode " + Integer.toOctalString(mode), "EINVAL");
    };
  }

  /** Returns the type's bits in {@code st_mode}, for {@code mknodat}. */
  static int modeBits(NodeType type) {
    return switch (type) {
      case CHARACTER_DEVICE -> 0020000;
      case BLOCK_DEVICE -> 0060000;
      case FIFO -> 0010000;
      case SOCKET -> 0140000;
      case REGULAR, DIRECTORY, SYMLINK ->
          throw new IllegalArgumentException("not a device, FIFO or socket: " + type);
    };
  }
}
