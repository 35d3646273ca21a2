package org.cmimage.qemu.linux;

import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.cmimage.core.syscall.FileSystemStatus;
import org.cmimage.core.syscall.HostCallException;

/**
 * A reader of {@code struct statvfs} of 64-bit glibc; statvfs(3). Its fields of 8 bytes: {@code
 * f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, f_fsid, f_flag}.
 */
final class FileSystems {
  private static final byte[] NO_NAME = {};
  private static final int ST_RDONLY = 1;
  private static final int ST_NOEXEC = 8;

  private FileSystems() {}

  static FileSystemStatus of(int descriptor) throws HostCallException {
    Scratch scratch = Scratch.mine();
    long result = scratch.structAddress();
    Failure.check("fstatvfs", descriptor, NO_NAME, () -> LibC.fstatvfs(descriptor, result));
    ByteBuffer statvfs = scratch.struct();
    long blockSize = statvfs.getLong(8);
    long blocks = statvfs.getLong(32);
    long nodes = statvfs.getLong(40);
    long flags = statvfs.getLong(72);
    return new FileSystemStatus(
        blocks > Long.MAX_VALUE / blockSize ? Long.MAX_VALUE : blocks * blockSize,
        nodes == 0 ? OptionalLong.empty() : OptionalLong.of(statvfs.getLong(56)),
        nodes,
        (flags & ST_RDONLY) != 0,
        (flags & ST_NOEXEC) != 0);
  }
}
