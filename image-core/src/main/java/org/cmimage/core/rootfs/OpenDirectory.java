package org.cmimage.core.rootfs;

import java.io.Closeable;
import java.util.concurrent.atomic.AtomicInteger;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;

/**
 * An open directory of a tree, with a count of its users, one of which is the cache; the last one
 * to close it closes the handle.
 */
public final class OpenDirectory implements Closeable {
  private final HostCalls.Handle handle;
  private final NodeId id;
  private final AtomicInteger users = new AtomicInteger(1);

  /** The identity of a node of the host, whatever path leads to it. */
  public record NodeId(long device, long inode) {
    /** Returns the identity of a node. */
    public static NodeId of(FileStatus status) {
      return new NodeId(status.device(), status.inode());
    }
  }

  OpenDirectory(HostCalls.Handle handle, NodeId id) {
    this.handle = handle;
    this.id = id;
  }

  /** Returns the open handle. */
  public HostCalls.Handle handle() {
    return handle;
  }

  /** Returns the identity of the directory. */
  public NodeId id() {
    return id;
  }

  /** Adds a user; the caller has to be one already. */
  OpenDirectory share() {
    users.incrementAndGet();
    return this;
  }

  @Override
  public void close() {
    if (users.decrementAndGet() == 0) {
      handle.close();
    }
  }
}
