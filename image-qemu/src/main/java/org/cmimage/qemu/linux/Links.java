package org.cmimage.qemu.linux;

import com.sun.jna.Native;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.TreePath;

/** A reader of symbolic links. */
final class Links {
  private Links() {}

  /** Returns the target of the link at a path relative to an open directory. */
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
