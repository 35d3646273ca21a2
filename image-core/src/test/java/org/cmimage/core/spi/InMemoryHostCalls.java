package org.cmimage.core.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A strict Linux file system in memory, of a process that is root and has umask 077: what the kernel refuses is refused, and what it
 * undoes (setuid and capabilities at chown, a directory's time at a change of its names) is undone.
 *
 * <p>Tests can make the n-th call of a method fail, stop the world at the n-th change as a crash would, and ask for handles left open.
 * Thread-safe by one lock.
 */
public final class InMemoryHostCalls implements HostCalls {
  private static final int HOPS = 40;
  private static final int UMASK = 077;
  private static final Set<String> READERS =
      Set.of("openRoot", "openInRoot", "openDirectory", "openFile", "read", "status", "xattrs", "readLink", "list", "mountsBelow");

  private final InMemoryNode top = new InMemoryNode(NodeType.DIRECTORY, 2, 1, 0755);
  private final Set<MemoryHandle> open = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, String> faults = new HashMap<>();
  private long nextInode = 3;
  private long nextDevice = 2;
  private long clock = 1_000_000;
  private int changes;
  private int crashAt = Integer.MAX_VALUE;

  private static final class MemoryHandle implements Handle {
    final InMemoryNode node;
    final InMemoryHostCalls owner;
    final boolean writable;
    int position;

    MemoryHandle(InMemoryNode node, InMemoryHostCalls owner, boolean writable) {
      this.node = node;
      this.owner = owner;
      this.writable = writable;
    }

    @Override
    public void close() {
      synchronized (owner) {
        owner.open.remove(this);
      }
    }
  }

  // ---- what tests do to it ----

  /** Makes a host directory and what is missing above it, mode 0755. */
  public synchronized InMemoryHostCalls withDirectory(Path path) {
    InMemoryNode at = top;
    for (byte[] name : TreePath.ofHost(path).components()) {
      InMemoryNode here = at;
      at = at.children.computeIfAbsent(TreePath.of(name), key -> child(here, NodeType.DIRECTORY, 0755));
      at.mode = at.mode & 07000 | 0755;
    }
    return this;
  }

  /** Makes a host directory, mounted as a file system of its own. */
  public synchronized InMemoryHostCalls withMount(Path path) {
    withDirectory(path);
    InMemoryNode node = top;
    for (byte[] name : TreePath.ofHost(path).components()) {
      node = java.util.Objects.requireNonNull(node.children.get(TreePath.of(name)));
    }
    node.device = nextDevice++;
    node.mountPoint = true;
    return this;
  }

  /** Makes the {@code nth} call (from now, counted from 1) of the method of this name fail. */
  public synchronized void failCall(String method, int nth, String errno) {
    faults.put(method + " " + (counts.getOrDefault(method, 0) + nth), errno);
  }

  /** Lets the {@code nth} change (from now, counted from 1) and every one after it fail with {@code EIO}, as if the process had died. */
  public synchronized void crashAt(int nth) {
    crashAt = changes + nth;
  }

  /** Ends the effect of {@link #crashAt} and of every fault not yet met. */
  public synchronized void recover() {
    crashAt = Integer.MAX_VALUE;
    faults.clear();
  }

  /** How many calls so far were made that change something. */
  public synchronized int changes() {
    return changes;
  }

  /** How many handles are open. */
  public synchronized int openHandles() {
    return open.size();
  }

  // ---- opening ----

  @Override
  public synchronized Handle openRoot(Path directory) throws IOException {
    count("openRoot", directory.toString());
    InMemoryNode node = resolve(top, TreePath.ofHost(directory), "open", directory.toString());
    return opened(requireDirectory(node, "open", directory.toString()), false);
  }

  @Override
  public synchronized Handle openInRoot(Handle root, TreePath path) throws IOException {
    count("openInRoot", path.toString());
    InMemoryNode node = resolve(directory(root), path, "openat2", path.toString());
    if (!node.isDirectory() && node.type != NodeType.REGULAR) {
      throw error("openat2", path.toString(), "ENXIO");
    }
    return opened(node, false);
  }

  @Override
  public synchronized Handle openDirectory(Handle directory, byte[] name) throws IOException {
    count("openDirectory", text(name));
    return opened(requireDirectory(existing(directory, name, "openat"), "openat", text(name)), false);
  }

  @Override
  public synchronized Handle openFile(Handle directory, byte[] name) throws IOException {
    count("openFile", text(name));
    InMemoryNode node = existing(directory, name, "openat");
    if (node.type != NodeType.REGULAR) {
      throw error("openat", text(name), node.type == NodeType.SYMLINK ? "ELOOP" : node.isDirectory() ? "EISDIR" : "ENXIO");
    }
    return opened(node, false);
  }

  @Override
  public synchronized Handle createFile(Handle directory, byte[] name, int mode) throws IOException {
    count("createFile", text(name));
    return opened(add(directory, name, NodeType.REGULAR, mode & ~UMASK, "openat"), true);
  }

  private Handle opened(InMemoryNode node, boolean writable) {
    MemoryHandle handle = new MemoryHandle(node, this, writable);
    open.add(handle);
    return handle;
  }

  // ---- content ----

  @Override
  public synchronized int read(Handle file, ByteBuffer buffer) throws IOException {
    count("read", "file");
    MemoryHandle handle = handle(file);
    if (handle.node.isDirectory()) {
      throw error("read", "directory", "EISDIR");
    }
    int length = Math.min(buffer.remaining(), handle.node.size - handle.position);
    if (length <= 0) {
      return buffer.hasRemaining() ? -1 : 0;
    }
    buffer.put(handle.node.content, handle.position, length);
    handle.position += length;
    return length;
  }

  @Override
  public synchronized void write(Handle file, ByteBuffer buffer) throws IOException {
    count("write", "file");
    MemoryHandle handle = writable(file, "write");
    int length = buffer.remaining();
    handle.node.resize(Math.max(handle.node.size, handle.position + length));
    buffer.get(handle.node.content, handle.position, length);
    handle.position += length;
    handle.node.xattrs.remove("security.capability");
    touch(handle.node);
  }

  @Override
  public synchronized void skip(Handle file, long bytes) throws IOException {
    count("skip", "file");
    writable(file, "lseek").position += Math.toIntExact(bytes);
  }

  @Override
  public synchronized void truncate(Handle file, long size) throws IOException {
    count("truncate", "file");
    MemoryHandle handle = writable(file, "ftruncate");
    handle.node.resize(Math.toIntExact(size));
    touch(handle.node);
  }

  // ---- making ----

  @Override
  public synchronized void makeDirectory(Handle directory, byte[] name, int mode) throws IOException {
    count("makeDirectory", text(name));
    add(directory, name, NodeType.DIRECTORY, mode & ~UMASK, "mkdirat");
  }

  @Override
  public synchronized void makeSymlink(Handle directory, byte[] name, byte[] target) throws IOException {
    count("makeSymlink", text(name));
    if (target.length == 0 || target.length > 4095) {
      throw error("symlinkat", text(name), target.length == 0 ? "ENOENT" : "ENAMETOOLONG");
    }
    add(directory, name, NodeType.SYMLINK, 0777, "symlinkat").content = target.clone();
  }

  @Override
  public synchronized void makeHardLink(Handle existingDirectory, byte[] existing, Handle directory, byte[] name)
      throws IOException {
    count("makeHardLink", text(name));
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
  public synchronized void makeNode(Handle directory, byte[] name, NodeType type, int mode, int major, int minor)
      throws IOException {
    count("makeNode", text(name));
    if (type == NodeType.REGULAR || type == NodeType.DIRECTORY || type == NodeType.SYMLINK) {
      throw new IllegalArgumentException("not a device, FIFO or socket: " + type);
    }
    InMemoryNode node = add(directory, name, type, mode & ~UMASK, "mknodat");
    boolean device = type == NodeType.BLOCK_DEVICE || type == NodeType.CHARACTER_DEVICE;
    node.major = device ? major : 0;
    node.minor = device ? minor : 0;
  }

  private InMemoryNode add(Handle directory, byte[] name, NodeType type, int mode, String call) throws IOException {
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

  // ---- attributes ----

  @Override
  public synchronized void setOwner(Handle directory, byte[] name, int uid, int gid) throws IOException {
    count("setOwner", text(name));
    changeOwner(existing(directory, name, "fchownat"), uid, gid);
  }

  @Override
  public synchronized void setOwner(Handle node, int uid, int gid) throws IOException {
    count("setOwner", "handle");
    changeOwner(handle(node).node, uid, gid);
  }

  private static void changeOwner(InMemoryNode node, int uid, int gid) {
    node.dropPrivileges();
    node.uid = uid;
    node.gid = gid;
  }

  @Override
  public synchronized void setMode(Handle directory, byte[] name, int mode) throws IOException {
    count("setMode", text(name));
    InMemoryNode node = existing(directory, name, "fchmodat");
    if (node.type == NodeType.SYMLINK) {
      throw error("fchmodat", text(name), "ELOOP");
    }
    node.mode = mode & 07777;
  }

  @Override
  public synchronized void setMode(Handle node, int mode) throws IOException {
    count("setMode", "handle");
    handle(node).node.mode = mode & 07777;
  }

  @Override
  public synchronized void setTimes(Handle directory, byte[] name, long seconds, int nanos) throws IOException {
    count("setTimes", text(name));
    changeTimes(existing(directory, name, "utimensat"), seconds, nanos);
  }

  @Override
  public synchronized void setTimes(Handle node, long seconds, int nanos) throws IOException {
    count("setTimes", "handle");
    changeTimes(handle(node).node, seconds, nanos);
  }

  private static void changeTimes(InMemoryNode node, long seconds, int nanos) throws IOException {
    if (nanos < 0 || nanos > 999_999_999) {
      throw error("utimensat", "time", "EINVAL");
    }
    node.seconds = seconds;
    node.nanos = nanos;
  }

  @Override
  public synchronized void setXattr(Handle directory, byte[] name, String attribute, byte[] value) throws IOException {
    count("setXattr", text(name));
    changeXattr(existing(directory, name, "lsetxattr"), attribute, value);
  }

  @Override
  public synchronized void setXattr(Handle node, String attribute, byte[] value) throws IOException {
    count("setXattr", "handle");
    changeXattr(handle(node).node, attribute, value);
  }

  private static void changeXattr(InMemoryNode node, String attribute, byte[] value) throws IOException {
    if (attribute.startsWith("user.") && !node.isDirectory() && node.type != NodeType.REGULAR) {
      throw error("lsetxattr", attribute, "EPERM");
    }
    if (!attribute.matches("(?s)(user|security|system|trusted)\\..+")) {
      throw error("lsetxattr", attribute, "EOPNOTSUPP");
    }
    node.xattrs.put(attribute, value.clone());
  }

  // ---- looking ----

  @Override
  public synchronized FileStatus status(Handle directory, byte[] name) throws IOException {
    count("status", text(name));
    return existing(directory, name, "statx").status();
  }

  @Override
  public synchronized FileStatus status(Handle node) throws IOException {
    count("status", "handle");
    return handle(node).node.status();
  }

  @Override
  public synchronized Map<String, byte[]> xattrs(Handle directory, byte[] name) throws IOException {
    count("xattrs", text(name));
    Map<String, byte[]> copy = new LinkedHashMap<>();
    existing(directory, name, "llistxattr").xattrs.forEach((key, value) -> copy.put(key, value.clone()));
    return copy;
  }

  @Override
  public synchronized byte[] readLink(Handle directory, byte[] name) throws IOException {
    count("readLink", text(name));
    InMemoryNode node = existing(directory, name, "readlinkat");
    if (node.type != NodeType.SYMLINK) {
      throw error("readlinkat", text(name), "EINVAL");
    }
    return node.content.clone();
  }

  @Override
  public synchronized List<byte[]> list(Handle directory) throws IOException {
    count("list", "directory");
    List<byte[]> names = new ArrayList<>();
    directory(directory).children.keySet().forEach(name -> names.add(name.name()));
    return names;
  }

  @Override
  public synchronized List<String> mountsBelow(Handle directory) throws IOException {
    count("mountsBelow", "directory");
    List<String> mounts = new ArrayList<>();
    collectMounts(directory(directory), mounts);
    return mounts;
  }

  private static void collectMounts(InMemoryNode node, List<String> mounts) {
    if (node.mountPoint) {
      mounts.add(pathOf(node).toString());
    }
    node.children.values().stream().filter(InMemoryNode::isDirectory).forEach(child -> collectMounts(child, mounts));
  }

  private static TreePath pathOf(InMemoryNode node) {
    InMemoryNode parent = node.parent;
    if (parent == null) {
      return TreePath.ROOT;
    }
    return parent.children.entrySet().stream()
        .filter(entry -> entry.getValue() == node)
        .map(entry -> pathOf(parent).resolve(entry.getKey().name()))
        .findFirst()
        .orElseThrow();
  }

  // ---- removing and renaming ----

  @Override
  public synchronized void unlink(Handle directory, byte[] name) throws IOException {
    count("unlink", text(name));
    InMemoryNode node = existing(directory, name, "unlinkat");
    if (node.isDirectory()) {
      throw error("unlinkat", text(name), "EISDIR");
    }
    detach(directory(directory), name, node);
  }

  @Override
  public synchronized void removeDirectory(Handle directory, byte[] name) throws IOException {
    count("removeDirectory", text(name));
    InMemoryNode node = requireDirectory(existing(directory, name, "unlinkat"), "unlinkat", text(name));
    if (node.mountPoint || !node.children.isEmpty()) {
      throw error("unlinkat", text(name), node.mountPoint ? "EBUSY" : "ENOTEMPTY");
    }
    detach(directory(directory), name, node);
  }

  private void detach(InMemoryNode from, byte[] name, InMemoryNode node) {
    from.children.remove(TreePath.of(name));
    node.links--;
    node.parent = null;
    touch(from);
  }

  @Override
  public synchronized void rename(Handle fromDirectory, byte[] from, Handle toDirectory, byte[] to) throws IOException {
    count("rename", text(to));
    move(directory(fromDirectory), from, directory(toDirectory), to);
  }

  @Override
  public synchronized void renameNoReplace(Path from, Path to) throws IOException {
    count("renameNoReplace", to.toString());
    InMemoryNode into = hostParent(to);
    if (into.children.containsKey(TreePath.of(hostName(to)))) {
      throw error("renameat2", to.toString(), "EEXIST");
    }
    move(hostParent(from), hostName(from), into, hostName(to));
  }

  @Override
  public synchronized void exchange(Path first, Path second) throws IOException {
    count("exchange", second.toString());
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

  private void move(InMemoryNode source, byte[] from, InMemoryNode into, byte[] to) throws IOException {
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

  private static void checkMove(InMemoryNode node, InMemoryNode into, String what) throws IOException {
    if (node.mountPoint) {
      throw error("renameat2", what, "EBUSY");
    }
    if (node.device != into.device) {
      throw error("renameat2", what, "EXDEV");
    }
    for (InMemoryNode at = into; at != null; at = at.parent) {
      if (at == node) {
        throw error("renameat2", what, "EINVAL");
      }
    }
  }

  @Override
  public synchronized void syncFileSystem(Handle node) throws IOException {
    count("syncFileSystem", "handle");
    handle(node);
  }

  @Override
  public synchronized void sync(Handle node) throws IOException {
    count("sync", "handle");
    handle(node);
  }

  // ---- common ----

  private void count(String method, String what) throws IOException {
    int nth = counts.merge(method, 1, Integer::sum);
    if (!READERS.contains(method) && ++changes >= crashAt) {
      throw error(method, what, "EIO");
    }
    String errno = faults.remove(method + " " + nth);
    if (errno != null) {
      throw error(method, what, errno);
    }
  }

  private void touch(InMemoryNode node) {
    node.seconds = clock++;
    node.nanos = 0;
  }

  private MemoryHandle handle(Handle handle) throws IOException {
    MemoryHandle memory = (MemoryHandle) handle;
    if (memory.owner != this || !open.contains(memory)) {
      throw error("use", "closed handle", "EBADF");
    }
    return memory;
  }

  private MemoryHandle writable(Handle file, String call) throws IOException {
    MemoryHandle handle = handle(file);
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

  private static InMemoryNode lookup(InMemoryNode directory, byte[] name, String call) throws IOException {
    checkName(name);
    InMemoryNode node = directory.children.get(TreePath.of(name));
    if (node == null) {
      throw error(call, text(name), "ENOENT");
    }
    return node;
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

  private static void checkName(byte[] name) throws IOException {
    List<byte[]> components = TreePath.of(name).components();
    if (components.size() != 1 || components.get(0).length != name.length) {
      throw new IllegalArgumentException("not a single name: " + text(name));
    }
    if (name.length > 255) {
      throw error("use", text(name), "ENAMETOOLONG");
    }
  }

  private InMemoryNode hostParent(Path path) throws IOException {
    TreePath parent = TreePath.ofHost(path).parent();
    return requireDirectory(resolve(top, parent, "renameat2", path.toString()), "renameat2", path.toString());
  }

  private static byte[] hostName(Path path) {
    return TreePath.ofHost(path).name();
  }

  private static InMemoryNode resolve(InMemoryNode root, TreePath path, String call, String what) throws IOException {
    Deque<byte[]> todo = new ArrayDeque<>(path.components());
    InMemoryNode at = root;
    int hops = 0;
    while (!todo.isEmpty()) {
      requireDirectory(at, call, what);
      byte[] name = todo.removeFirst();
      String spelled = new String(name, StandardCharsets.ISO_8859_1);
      if (spelled.isEmpty() || spelled.equals(".")) {
        continue;
      }
      if (spelled.equals("..")) {
        at = at == root || at.parent == null ? at : at.parent;
        continue;
      }
      InMemoryNode next = lookup(at, name, call);
      if (next.type != NodeType.SYMLINK) {
        at = next;
        continue;
      }
      if (++hops > HOPS) {
        throw error(call, what, "ELOOP");
      }
      at = next.content[0] == '/' ? root : at;
      String[] parts = new String(next.content, StandardCharsets.ISO_8859_1).split("/", -1);
      for (int i = parts.length - 1; i >= 0; i--) {
        todo.addFirst(parts[i].getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return at;
  }

  private static InMemoryNode requireDirectory(@Nullable InMemoryNode node, String call, String what) throws IOException {
    if (node == null || !node.isDirectory()) {
      throw error(call, what, "ENOTDIR");
    }
    return node;
  }

  private static String text(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  private static HostCallException error(String call, String what, String errno) {
    return new HostCallException(call, what, errno);
  }
}
