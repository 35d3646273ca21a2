package org.cmimage.core.syscall;

import static org.cmimage.core.syscall.InMemoryPaths.checkMove;
import static org.cmimage.core.syscall.InMemoryPaths.checkMutable;
import static org.cmimage.core.syscall.InMemoryPaths.checkName;
import static org.cmimage.core.syscall.InMemoryPaths.collectMounts;
import static org.cmimage.core.syscall.InMemoryPaths.error;
import static org.cmimage.core.syscall.InMemoryPaths.lookup;
import static org.cmimage.core.syscall.InMemoryPaths.requireDirectory;
import static org.cmimage.core.syscall.InMemoryPaths.resolve;
import static org.cmimage.core.syscall.InMemoryPaths.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * A strict Linux file system in memory, of a process that is root and has umask 077: what the
 * kernel refuses is refused, and what it undoes (setuid and capabilities at chown, a directory's
 * time at a change of its names) is undone.
 *
 * <p>Tests can make the n-th call of a method fail, stop the world at the n-th change as a crash
 * would, and ask for handles left open. Thread-safe by one lock.
 */
public final class InMemoryHostCalls implements HostCalls {
  private static final int UMASK = 077;

  private final InMemoryNode top = new InMemoryNode(NodeType.DIRECTORY, 2, 1, 0755);
  private final Set<Handle> open = new HashSet<>();
  private final InMemoryFaults faults = new InMemoryFaults();
  private long nextInode = 3;
  private long nextDevice = 2;
  private long clock = 1_000_000;
  private FileSystemStatus fileSystem =
      new FileSystemStatus(1L << 40, OptionalLong.empty(), 0, false, false);

  /** Makes a host directory and what is missing above it, mode 0755. */
  public synchronized InMemoryHostCalls withDirectory(Path path) {
    InMemoryNode at = top;
    for (byte[] name : TreePath.ofHost(path).components()) {
      InMemoryNode here = at;
      at =
          at.children.computeIfAbsent(
              TreePath.of(name), key -> child(here, NodeType.DIRECTORY, 0755));
      at.mode = at.mode & 07000 | 0755;
    }
    return this;
  }

  /** Makes a node immutable, as chattr(1) does. */
  public synchronized InMemoryHostCalls withImmutable(Path path) {
    node(path).immutable = true;
    return this;
  }

  private InMemoryNode node(Path path) {
    InMemoryNode node = top;
    for (byte[] name : TreePath.ofHost(path).components()) {
      node = java.util.Objects.requireNonNull(node.children.get(TreePath.of(name)));
    }
    return node;
  }

  /** Makes a host directory, mounted as a file system of its own. */
  public synchronized InMemoryHostCalls withMount(Path path) {
    withDirectory(path);
    InMemoryNode node = node(path);
    node.device = nextDevice++;
    node.mountPoint = true;
    return this;
  }

  /** What shall go wrong. */
  public InMemoryFaults faults() {
    return faults;
  }

  /** How many handles are open. */
  public synchronized int openHandles() {
    return open.size();
  }

  @Override
  public synchronized Handle openRoot(Path directory) throws IOException {
    faults.meet("openRoot", directory.toString());
    InMemoryNode node = resolve(top, TreePath.ofHost(directory), "open", directory.toString());
    return opened(requireDirectory(node, "open", directory.toString()), false);
  }

  @Override
  public synchronized Handle openInRoot(Handle root, TreePath path) throws IOException {
    faults.meet("openInRoot", path.toString());
    InMemoryNode node = resolve(directory(root), path, "openat2", path.toString());
    if (!node.isDirectory() && node.type != NodeType.REGULAR) {
      throw error("openat2", path.toString(), "ENXIO");
    }
    return opened(node, false);
  }

  @Override
  public synchronized Handle openDirectory(Handle directory, byte[] name) throws IOException {
    faults.meet("openDirectory", text(name));
    return opened(
        requireDirectory(existing(directory, name, "openat"), "openat", text(name)), false);
  }

  @Override
  public synchronized Handle openFile(Handle directory, byte[] name) throws IOException {
    faults.meet("openFile", text(name));
    InMemoryNode node = existing(directory, name, "openat");
    if (node.type != NodeType.REGULAR) {
      throw error(
          "openat",
          text(name),
          node.type == NodeType.SYMLINK ? "ELOOP" : node.isDirectory() ? "EISDIR" : "ENXIO");
    }
    return opened(node, false);
  }

  @Override
  public synchronized Handle createFile(Handle directory, byte[] name, int mode)
      throws IOException {
    faults.meet("createFile", text(name));
    return opened(add(directory, name, NodeType.REGULAR, mode & ~UMASK, "openat"), true);
  }

  private Handle opened(InMemoryNode node, boolean writable) {
    InMemoryHandle handle = new InMemoryHandle(node, writable, this::forget);
    open.add(handle);
    return handle;
  }

  private synchronized void forget(InMemoryHandle handle) {
    open.remove(handle);
  }

  @Override
  public synchronized int read(Handle file, ByteBuffer buffer) throws IOException {
    faults.meet("read", "file");
    InMemoryHandle handle = handle(file);
    int length = read(handle.node, buffer, handle.position);
    handle.position += Math.max(0, length);
    return length;
  }

  @Override
  public synchronized int read(Handle file, ByteBuffer buffer, long offset) throws IOException {
    faults.meet("readAt", "file");
    InMemoryNode node = handle(file).node;
    if (offset < 0 && buffer.hasRemaining()) {
      throw error("pread", "file", "EINVAL");
    }
    return read(node, buffer, (int) Math.min(offset, Integer.MAX_VALUE));
  }

  private static int read(InMemoryNode node, ByteBuffer buffer, int position)
      throws HostCallException {
    if (node.isDirectory()) {
      throw error("read", "directory", "EISDIR");
    }
    int length = Math.min(buffer.remaining(), node.size - position);
    if (length <= 0) {
      return buffer.hasRemaining() ? -1 : 0;
    }
    buffer.put(node.content, position, length);
    return length;
  }

  @Override
  public synchronized void write(Handle file, ByteBuffer buffer) throws IOException {
    faults.meet("write", "file");
    InMemoryHandle handle = writable(file, "write");
    int length = buffer.remaining();
    handle.node.resize(Math.max(handle.node.size, handle.position + length));
    buffer.get(handle.node.content, handle.position, length);
    handle.position += length;
    handle.node.xattrs.remove("security.capability");
    touch(handle.node);
  }

  @Override
  public synchronized void skip(Handle file, long bytes) throws IOException {
    faults.meet("skip", "file");
    writable(file, "lseek").position += Math.toIntExact(bytes);
  }

  @Override
  public synchronized long nextData(Handle file, long offset) throws IOException {
    return offset < handle(file).node.size ? offset : -1;
  }

  @Override
  public synchronized long nextHole(Handle file, long offset) throws IOException {
    if (offset >= handle(file).node.size) {
      throw error("lseek", "file", "ENXIO");
    }
    return handle(file).node.size;
  }

  @Override
  public synchronized void truncate(Handle file, long size) throws IOException {
    faults.meet("truncate", "file");
    InMemoryHandle handle = writable(file, "ftruncate");
    handle.node.resize(Math.toIntExact(size));
    touch(handle.node);
  }

  @Override
  public synchronized void makeDirectory(Handle directory, byte[] name, int mode)
      throws IOException {
    faults.meet("makeDirectory", text(name));
    add(directory, name, NodeType.DIRECTORY, mode & ~UMASK, "mkdirat");
  }

  @Override
  public synchronized void makeSymlink(Handle directory, byte[] name, byte[] target)
      throws IOException {
    faults.meet("makeSymlink", text(name));
    if (target.length == 0 || target.length > 4095) {
      throw error("symlinkat", text(name), target.length == 0 ? "ENOENT" : "ENAMETOOLONG");
    }
    add(directory, name, NodeType.SYMLINK, 0777, "symlinkat").content = target.clone();
  }

  @Override
  public synchronized void makeHardLink(
      Handle existingDirectory, byte[] existing, Handle directory, byte[] name) throws IOException {
    faults.meet("makeHardLink", text(name));
    InMemoryNode node = existing(existingDirectory, existing, "linkat");
    InMemoryNode into = free(directory, name, "linkat");
    if (node.isDirectory() || node.device != into.device) {
      throw error("linkat", text(name), node.isDirectory() ? "EPERM" : "EXDEV");
    }
    into.children.put(TreePath.of(name), node);
    node.links++;
    touch(into);
  }

  @Override
  public synchronized void makeNode(
      Handle directory, byte[] name, NodeType type, int mode, int major, int minor)
      throws IOException {
    faults.meet("makeNode", text(name));
    if (type == NodeType.REGULAR || type == NodeType.DIRECTORY || type == NodeType.SYMLINK) {
      throw new IllegalArgumentException("not a device, FIFO or socket: " + type);
    }
    InMemoryNode node = add(directory, name, type, mode & ~UMASK, "mknodat");
    boolean device = type == NodeType.BLOCK_DEVICE || type == NodeType.CHARACTER_DEVICE;
    node.major = device ? major : 0;
    node.minor = device ? minor : 0;
  }

  private InMemoryNode add(Handle directory, byte[] name, NodeType type, int mode, String call)
      throws IOException {
    InMemoryNode into = free(directory, name, call);
    InMemoryNode node = child(into, type, mode);
    into.children.put(TreePath.of(name), node);
    touch(into);
    return node;
  }

  private InMemoryNode child(InMemoryNode into, NodeType type, int mode) {
    InMemoryNode node = new InMemoryNode(type, nextInode++, into.device, mode & 07777);
    node.parent = node.isDirectory() ? into : null;
    if ((into.mode & 02000) != 0) {
      node.gid = into.gid;
      node.mode |= node.isDirectory() ? 02000 : 0;
    }
    touch(node);
    return node;
  }

  @Override
  public synchronized void setOwner(Handle directory, byte[] name, int uid, int gid)
      throws IOException {
    faults.meet("setOwner", text(name));
    existing(directory, name, "fchownat").changeOwner(uid, gid);
  }

  @Override
  public synchronized void setOwner(Handle node, int uid, int gid) throws IOException {
    faults.meet("setOwner", "handle");
    handle(node).node.changeOwner(uid, gid);
  }

  @Override
  public synchronized void setMode(Handle directory, byte[] name, int mode) throws IOException {
    faults.meet("setMode", text(name));
    InMemoryNode node = existing(directory, name, "fchmodat");
    if (node.type == NodeType.SYMLINK) {
      throw error("fchmodat", text(name), "ELOOP");
    }
    node.mode = mode & 07777;
  }

  @Override
  public synchronized void setMode(Handle node, int mode) throws IOException {
    faults.meet("setMode", "handle");
    handle(node).node.mode = mode & 07777;
  }

  @Override
  public synchronized void setTimes(Handle directory, byte[] name, long seconds, int nanos)
      throws IOException {
    faults.meet("setTimes", text(name));
    existing(directory, name, "utimensat").changeTimes(seconds, nanos);
  }

  @Override
  public synchronized void setTimes(Handle node, long seconds, int nanos) throws IOException {
    faults.meet("setTimes", "handle");
    handle(node).node.changeTimes(seconds, nanos);
  }

  @Override
  public synchronized void setXattr(Handle directory, byte[] name, String attribute, byte[] value)
      throws IOException {
    faults.meet("setXattr", text(name));
    existing(directory, name, "lsetxattr").changeXattr(attribute, value);
  }

  @Override
  public synchronized void setXattr(Handle node, String attribute, byte[] value)
      throws IOException {
    faults.meet("setXattr", "handle");
    handle(node).node.changeXattr(attribute, value);
  }

  @Override
  public synchronized FileStatus status(Handle directory, byte[] name) throws IOException {
    faults.meet("status", text(name));
    return existing(directory, name, "statx").status();
  }

  @Override
  public synchronized FileStatus status(Handle node) throws IOException {
    faults.meet("status", "handle");
    return handle(node).node.status();
  }

  @Override
  public synchronized Map<String, byte[]> xattrs(Handle directory, byte[] name) throws IOException {
    faults.meet("xattrs", text(name));
    Map<String, byte[]> copy = new LinkedHashMap<>();
    existing(directory, name, "llistxattr")
        .xattrs
        .forEach((key, value) -> copy.put(key, value.clone()));
    return copy;
  }

  @Override
  public synchronized Map<String, byte[]> xattrs(Handle node) throws IOException {
    faults.meet("xattrs", "handle");
    Map<String, byte[]> copy = new LinkedHashMap<>();
    handle(node).node.xattrs.forEach((key, value) -> copy.put(key, value.clone()));
    return copy;
  }

  @Override
  public synchronized FileSystemStatus fileSystem(Handle node) throws IOException {
    faults.meet("fileSystem", "handle");
    return fileSystem;
  }

  /** Sets the bytes that {@link #fileSystem} reports; nothing else heeds them. */
  public synchronized void setAvailable(long bytes) {
    setFileSystem(new FileSystemStatus(bytes, OptionalLong.empty(), 0, false, false));
  }

  /** Sets what {@link #fileSystem} reports of all file systems; nothing else heeds it. */
  public synchronized void setFileSystem(FileSystemStatus status) {
    fileSystem = status;
  }

  @Override
  public synchronized byte[] readLink(Handle directory, byte[] name) throws IOException {
    faults.meet("readLink", text(name));
    InMemoryNode node = existing(directory, name, "readlinkat");
    if (node.type != NodeType.SYMLINK) {
      throw error("readlinkat", text(name), "EINVAL");
    }
    return node.content.clone();
  }

  @Override
  public synchronized List<byte[]> list(Handle directory) throws IOException {
    faults.meet("list", "directory");
    List<byte[]> names = new ArrayList<>();
    directory(directory).children.keySet().forEach(name -> names.add(name.name()));
    return names;
  }

  @Override
  public synchronized List<String> mountsBelow(Handle directory) throws IOException {
    faults.meet("mountsBelow", "directory");
    List<String> mounts = new ArrayList<>();
    collectMounts(directory(directory), mounts);
    return mounts;
  }

  @Override
  public synchronized void unlink(Handle directory, byte[] name) throws IOException {
    faults.meet("unlink", text(name));
    InMemoryNode node = existing(directory, name, "unlinkat");
    if (node.isDirectory()) {
      throw error("unlinkat", text(name), "EISDIR");
    }
    checkMutable(directory(directory), node, "unlinkat", text(name));
    detach(directory(directory), name, node);
  }

  @Override
  public synchronized void removeDirectory(Handle directory, byte[] name) throws IOException {
    faults.meet("removeDirectory", text(name));
    InMemoryNode node =
        requireDirectory(existing(directory, name, "unlinkat"), "unlinkat", text(name));
    if (node.mountPoint || !node.children.isEmpty()) {
      throw error("unlinkat", text(name), node.mountPoint ? "EBUSY" : "ENOTEMPTY");
    }
    checkMutable(directory(directory), node, "unlinkat", text(name));
    detach(directory(directory), name, node);
  }

  private void detach(InMemoryNode from, byte[] name, InMemoryNode node) {
    from.children.remove(TreePath.of(name));
    node.links--;
    node.parent = null;
    touch(from);
  }

  @Override
  public synchronized void rename(Handle fromDirectory, byte[] from, Handle toDirectory, byte[] to)
      throws IOException {
    faults.meet("rename", text(to));
    move(directory(fromDirectory), from, directory(toDirectory), to);
  }

  @Override
  public synchronized void renameNoReplace(Path from, Path to) throws IOException {
    faults.meet("renameNoReplace", to.toString());
    InMemoryNode into = hostParent(to);
    if (into.children.containsKey(TreePath.of(hostName(to)))) {
      throw error("renameat2", to.toString(), "EEXIST");
    }
    move(hostParent(from), hostName(from), into, hostName(to));
  }

  @Override
  public synchronized void exchange(Path first, Path second) throws IOException {
    faults.meet("exchange", second.toString());
    InMemoryNode firstParent = hostParent(first);
    InMemoryNode secondParent = hostParent(second);
    InMemoryNode a = lookup(firstParent, hostName(first), "renameat2");
    InMemoryNode b = lookup(secondParent, hostName(second), "renameat2");
    checkMove(a, secondParent, second.toString());
    checkMove(b, firstParent, first.toString());
    firstParent.children.put(TreePath.of(hostName(first)), b);
    secondParent.children.put(TreePath.of(hostName(second)), a);
    a.parent = a.isDirectory() ? secondParent : null;
    b.parent = b.isDirectory() ? firstParent : null;
    touch(firstParent);
    touch(secondParent);
  }

  private void move(InMemoryNode source, byte[] from, InMemoryNode into, byte[] to)
      throws IOException {
    InMemoryNode node = lookup(source, from, "renameat2");
    checkName(to);
    checkMove(node, into, text(to));
    InMemoryNode replaced = into.children.get(TreePath.of(to));
    if (replaced == node) {
      return;
    }
    if (replaced != null) {
      if (replaced.isDirectory() != node.isDirectory()) {
        throw error("renameat2", text(to), node.isDirectory() ? "ENOTDIR" : "EISDIR");
      }
      if (replaced.mountPoint || !replaced.children.isEmpty()) {
        throw error("renameat2", text(to), replaced.mountPoint ? "EBUSY" : "ENOTEMPTY");
      }
      detach(into, to, replaced);
    }
    source.children.remove(TreePath.of(from));
    into.children.put(TreePath.of(to), node);
    node.parent = node.isDirectory() ? into : null;
    touch(source);
    touch(into);
  }

  @Override
  public synchronized void syncFileSystem(Handle node) throws IOException {
    faults.meet("syncFileSystem", "handle");
    handle(node);
  }

  @Override
  public synchronized void sync(Handle node) throws IOException {
    faults.meet("sync", "handle");
    handle(node);
  }

  private void touch(InMemoryNode node) {
    node.seconds = clock++;
    node.nanos = 0;
  }

  private InMemoryHandle handle(Handle handle) throws IOException {
    InMemoryHandle memory = (InMemoryHandle) handle;
    if (!open.contains(memory)) {
      throw error("use", "closed handle", "EBADF");
    }
    return memory;
  }

  private InMemoryHandle writable(Handle file, String call) throws IOException {
    InMemoryHandle handle = handle(file);
    if (!handle.writable) {
      throw error(call, "handle opened for reading", "EBADF");
    }
    return handle;
  }

  private InMemoryNode directory(Handle handle) throws IOException {
    return requireDirectory(handle(handle).node, "use", "handle");
  }

  private InMemoryNode existing(Handle directory, byte[] name, String call) throws IOException {
    return lookup(directory(directory), name, call);
  }

  private InMemoryNode free(Handle directory, byte[] name, String call) throws IOException {
    InMemoryNode into = directory(directory);
    checkName(name);
    if (into != top && into.parent == null) {
      throw error(call, text(name), "ENOENT");
    }
    if (into.children.containsKey(TreePath.of(name))) {
      throw error(call, text(name), "EEXIST");
    }
    return into;
  }

  private InMemoryNode hostParent(Path path) throws IOException {
    TreePath parent = TreePath.ofHost(path).parent();
    return requireDirectory(
        resolve(top, parent, "renameat2", path.toString()), "renameat2", path.toString());
  }

  private static byte[] hostName(Path path) {
    return TreePath.ofHost(path).name();
  }
}
