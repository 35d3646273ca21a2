package org.cmimage.qemu.linux;

import com.sun.jna.Native;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.TreePath;

/** Reads symbolic links. */
final class Links {
  private Links() {}

  /** The target of the link that a path relative to an open directory names. */
  static byte[] read(int directory, byte[] path) throws HostCallException {
    Scratch scratch = Scratch.mine();
    long address = scratch.path(0, path);
    long length = LibC.readlinkat(directory, address, scratch.blockAddress(), Scratch.BLOCK_SIZE);
    if (length < 0) {
      int errno = Native.getLastError();
      throw new HostCallException("readlinkat", TreePath.of(path).toString(), Errno.name(errno));
    }
    return scratch.fromBlock((int) length);
  }
}
