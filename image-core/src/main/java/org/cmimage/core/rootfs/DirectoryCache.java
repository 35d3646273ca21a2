package org.cmimage.core.rootfs;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * The directories of a tree that were used last, open. A path is resolved once, links inside the
 * tree are followed, and missing directories are made. Holds a bounded number of descriptors.
 * Thread-safe.
 */
public final class DirectoryCache implements Closeable {
  private static final int CAPACITY = 256;

  private final HostCalls calls;
  private final HostCalls.Handle root;
  private final Maker maker;
  private final Map<TreePath, OpenDirectory> open = new LinkedHashMap<>(64, 0.75f, true);

  /** A function that makes a missing directory. */
  @FunctionalInterface
  public interface Maker {
    /** Makes {@code path} in {@code parent}; has no effect if it exists. */
    void make(OpenDirectory parent, TreePath path) throws IOException;
  }

  /** Makes a cache below an open root. */
  public DirectoryCache(HostCalls calls, HostCalls.Handle root, Maker maker) {
    this.calls = calls;
    this.root = root;
    this.maker = maker;
  }

  /** Returns the directory at {@code path}; the caller closes it. */
  public OpenDirectory acquire(TreePath path) throws IOException {
    synchronized (open) {
      OpenDirectory known = open.get(path);
      if (known != null) {
        return known.share();
      }
    }
    return remember(path, openOrMake(path));
  }

  private OpenDirectory openOrMake(TreePath path) throws IOException {
    try {
      return open(path);
    } catch (HostCallException e) {
      if (!e.is("ENOENT") || path.isRoot()) {
        throw e;
      }
    }
    try (OpenDirectory parent = acquire(path.parent())) {
      maker.make(parent, path);
    }
    return open(path);
  }

  private OpenDirectory open(TreePath path) throws IOException {
    HostCalls.Handle handle = calls.openInRoot(root, path);
    try {
      FileStatus status = calls.status(handle);
      if (status.type() != NodeType.DIRECTORY) {
        throw new HostCallException("enter", path.toString(), "ENOTDIR");
      }
      return new OpenDirectory(handle, OpenDirectory.NodeId.of(status));
    } catch (IOException e) {
      handle.close();
      throw e;
    }
  }

  /**
   * Keeps one of the directories that several threads may have opened for the same path; all of
   * them stay valid.
   */
  private OpenDirectory remember(TreePath path, OpenDirectory opened) {
    OpenDirectory dropped = null;
    synchronized (open) {
      OpenDirectory before = open.put(path, opened.share());
      if (before != null) {
        before.close();
      }
      if (open.size() > CAPACITY) {
        var eldest = open.entrySet().iterator();
        dropped = eldest.next().getValue();
        eldest.remove();
      }
    }
    if (dropped != null) {
      dropped.close();
    }
    return opened;
  }

  /** Removes all paths, because one of them may lead elsewhere now. */
  public void clear() {
    synchronized (open) {
      open.values().forEach(OpenDirectory::close);
      open.clear();
    }
  }

  @Override
  public void close() {
    clear();
  }
}
