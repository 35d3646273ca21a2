package org.cmimage.core.syscall;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;
import org.jspecify.annotations.Nullable;

/** An inode of {@link InMemoryHostCalls}. Guarded by its lock. */
final class InMemoryNode {
  final NodeType type;
  final long inode;
  final Map<String, byte[]> xattrs = new TreeMap<>();
  final Map<TreePath, InMemoryNode> children = new TreeMap<>();
  long device;
  int mode;
  int uid;
  int gid;
  long links = 1;
  long seconds;
  int nanos;
  int major;
  int minor;
  byte[] content = new byte[0];
  int size;
  @Nullable InMemoryNode parent;
  boolean mountPoint;
  boolean immutable;

  InMemoryNode(NodeType type, long inode, long device, int mode) {
    this.type = type;
    this.inode = inode;
    this.device = device;
    this.mode = mode;
  }

  boolean isDirectory() {
    return type == NodeType.DIRECTORY;
  }

  /** As the kernel does for anything but a directory. */
  private void dropPrivileges() {
    if (!isDirectory()) {
      mode &= ~06000;
      xattrs.remove("security.capability");
    }
  }

  void changeOwner(int uid, int gid) {
    dropPrivileges();
    this.uid = uid;
    this.gid = gid;
  }

  void changeTimes(long seconds, int nanos) throws IOException {
    if (nanos < 0 || nanos > 999_999_999) {
      throw InMemoryPaths.error("utimensat", "time", "EINVAL");
    }
    this.seconds = seconds;
    this.nanos = nanos;
  }

  void changeXattr(String attribute, byte[] value) throws IOException {
    if (attribute.startsWith("user.") && !isDirectory() && type != NodeType.REGULAR) {
      throw InMemoryPaths.error("lsetxattr", attribute, "EPERM");
    }
    if (!attribute.matches("(?s)((user|security|trusted)\\.|system\\.posix_acl_).+")) {
      throw InMemoryPaths.error("lsetxattr", attribute, "EOPNOTSUPP");
    }
    xattrs.put(attribute, value.clone());
  }

  void resize(int length) {
    if (length > content.length) {
      content = Arrays.copyOf(content, Math.max(length, content.length * 2));
    }
    if (length < size) {
      Arrays.fill(content, length, size, (byte) 0);
    }
    size = length;
  }

  FileStatus status() {
    return new FileStatus(
        device,
        inode,
        type,
        mode,
        uid,
        gid,
        links,
        type == NodeType.SYMLINK ? content.length : size,
        seconds,
        nanos,
        major,
        minor,
        immutable);
  }
}
