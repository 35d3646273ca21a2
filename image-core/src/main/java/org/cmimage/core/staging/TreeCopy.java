package org.cmimage.core.staging;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.rootfs.DirectoryCache;
import org.cmimage.core.rootfs.OpenDirectory;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.AttributeWriter;

/**
 * The copying of a tree with all metadata that Linux keeps, on all cores. Where the file system
 * supports it, files of the copy share their blocks with the originals until one of them is
 * written; else the kernel copies them. Holes are kept, and so are hard links inside the tree; the
 * copy has none to files outside. A mount point in the tree is an empty directory in the copy.
 */
public final class TreeCopy {
  private static final int BUFFER = 1 << 18;

  private final HostCalls calls;
  private final Rootfs from;
  private final Rootfs to;
  private final DirectoryCache directories;
  private final AttributeWriter attributes;
  private final ThreadLocal<ByteBuffer> buffers =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));
  private final List<Node> copied = new ArrayList<>();
  private final List<Node> named = new ArrayList<>();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean shares = true;

  private TreeCopy(Rootfs from, Rootfs to, DirectoryCache directories) {
    this.calls = to.calls();
    this.from = from;
    this.to = to;
    this.directories = directories;
    this.attributes = new AttributeWriter(calls);
  }

  /** A node of the original that is copied after the walk. */
  private record Node(TreePath path, FileStatus status) {}

  /**
   * The result of a copy.
   *
   * @param bytes the size of all files
   * @param isShared whether the copy shares their blocks with the original
   */
  public record Report(long bytes, boolean isShared) {}

  /**
   * Copies {@code from} into the empty tree {@code to}. Can be interrupted.
   *
   * @param from must not be written meanwhile
   */
  public static Report copy(Rootfs from, Rootfs to) throws IOException {
    try (DirectoryCache directories =
        new DirectoryCache(to.calls(), to.root(), TreeCopy::requireMade)) {
      TreeCopy copy = new TreeCopy(from, to, directories);
      copy.run();
      return new Report(copy.bytes.get(), copy.shares && copy.bytes.get() > 0);
    }
  }

  /** Makes a directory before its entries. */
  private static void requireMade(OpenDirectory parent, TreePath path) throws IOException {
    throw new IOException("cannot copy \"" + path + "\": its directory is gone");
  }

  private void run() throws IOException {
    from.walk(this::visit);
    link();
    finishDirectories();
  }

  private void visit(Handle parent, TreePath path, FileStatus status) throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while copying");
    }
    if (status.type() != NodeType.DIRECTORY && status.links() > 1) {
      synchronized (named) {
        named.add(new Node(path, status));
      }
      return;
    }
    try (OpenDirectory into = directories.acquire(path.parent())) {
      copy(parent, into.handle(), path, status);
    }
  }

  private void copy(Handle parent, Handle into, TreePath path, FileStatus status)
      throws IOException {
    byte[] name = path.name();
    switch (status.type()) {
      case DIRECTORY -> {
        calls.makeDirectory(into, name, 0700);
        synchronized (copied) {
          copied.add(new Node(path, status));
        }
      }
      case REGULAR -> copyFile(parent, into, path, status);
      case SYMLINK -> {
        calls.makeSymlink(into, name, calls.readLink(parent, name));
        attributes.applyByName(into, name, path, of(parent, name, status), true);
      }
      default -> {
        calls.makeNode(
            into,
            name,
            status.type(),
            status.mode() & 0700,
            status.deviceMajor(),
            status.deviceMinor());
        attributes.applyByName(into, name, path, of(parent, name, status), false);
      }
    }
  }

  private Attributes of(Handle parent, byte[] name, FileStatus status) throws IOException {
    return of(status, calls.xattrs(parent, name));
  }

  private static Attributes of(FileStatus status, Map<String, byte[]> xattrs) {
    return new Attributes(
        status.mode(),
        status.uid(),
        status.gid(),
        status.mtimeSeconds(),
        status.mtimeNanos(),
        xattrs);
  }

  private void copyFile(Handle parent, Handle into, TreePath path, FileStatus status)
      throws IOException {
    byte[] name = path.name();
    try (Handle source = calls.openFile(parent, name);
        Handle target = calls.createFile(into, name, 0600)) {
      if (status.size() > 0 && !isShared(source, target)) {
        copyData(source, target, status.size());
      }
      bytes.addAndGet(status.size());
      attributes.apply(target, path, of(parent, name, status));
    }
  }

  /** Shares blocks, until the file system has refused once. Returns whether it did. */
  private boolean isShared(Handle source, Handle target) throws IOException {
    if (shares && !calls.shareContent(source, target)) {
      shares = false;
    }
    return shares;
  }

  private void copyData(Handle source, Handle target, long size) throws IOException {
    long done = 0;
    long data = calls.nextData(source, 0);
    while (data >= 0 && data < size) {
      long end = Math.min(size, calls.nextHole(source, data));
      calls.skip(target, data - done);
      copyRange(source, target, data, end);
      done = end;
      data = end < size ? calls.nextData(source, end) : -1;
    }
    if (done < size) {
      calls.truncate(target, size);
    }
  }

  private void copyRange(Handle source, Handle target, long begin, long end) throws IOException {
    long at = begin;
    while (at < end) {
      long moved = calls.moveContent(source, target, at, end - at);
      if (moved == 0) {
        ByteBuffer buffer = buffers.get().clear();
        buffer.limit((int) Math.min(BUFFER, end - at));
        moved = calls.read(source, buffer, at);
        if (moved <= 0) {
          return; // truncated by another process
        }
        calls.write(target, buffer.flip());
      }
      at += moved;
    }
  }

  /** Copies the first name of a file, and makes the others as hard links to it. */
  private void link() throws IOException {
    Map<Long, TreePath> first = new HashMap<>();
    for (Node node : named) {
      TreePath path = node.path();
      try (OpenDirectory into = directories.acquire(path.parent())) {
        TreePath other = first.putIfAbsent(node.status().inode(), path);
        if (other == null) {
          try (Handle parent = calls.openInRoot(from.root(), path.parent())) {
            copy(parent, into.handle(), path, node.status());
          }
        } else {
          try (OpenDirectory beside = directories.acquire(other.parent())) {
            calls.makeHardLink(beside.handle(), other.name(), into.handle(), path.name());
          }
        }
      }
    }
  }

  /**
   * Sets the attributes of directories, the deepest first: making a node in a directory changes its
   * time.
   */
  private void finishDirectories() throws IOException {
    copied.sort(Comparator.comparingInt((Node node) -> node.path().depth()).reversed());
    for (Node node : copied) {
      byte[] name = node.path().name();
      try (Handle parent = calls.openInRoot(from.root(), node.path().parent());
          OpenDirectory made = directories.acquire(node.path())) {
        attributes.apply(made.handle(), node.path(), of(parent, name, node.status()));
      }
    }
    attributes.apply(
        to.root(), TreePath.ROOT, of(calls.status(from.root()), calls.xattrs(from.root())));
  }
}
