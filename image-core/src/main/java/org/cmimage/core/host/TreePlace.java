package org.cmimage.core.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.syscall.HostCalls.Handle;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/** A path of the host for a tree; not followed if it is a link. */
public record TreePlace(HostCalls calls, Path path) {
  /** Returns the status of the node at the path; empty where there is none, or cannot be one. */
  public Optional<FileStatus> status() throws IOException {
    try (Handle above = calls.openRoot(parent())) {
      return Optional.of(calls.status(above, TreePath.ofHost(path).name()));
    } catch (HostCallException e) {
      if (isAbsence(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private Path parent() {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("the host's root directory is not a place for a tree");
    }
    return parent;
  }

  private static boolean isAbsence(HostCallException e) {
    return e.is("ENOENT") || e.is("ENOTDIR") || e.is("ELOOP");
  }

  /** Returns the type of the node at the path; empty where there is none. */
  public Optional<NodeType> type() throws IOException {
    return status().map(FileStatus::type);
  }

  /** Returns whether the path is a directory, and not a link to one. */
  public boolean isDirectory() throws IOException {
    return type().equals(Optional.of(NodeType.DIRECTORY));
  }

  /**
   * Describes a node that is not a directory, such as {@code a symbolic link to /disk2/image, which
   * does not exist}; empty for a directory or a missing node.
   */
  public Optional<String> oddity() throws IOException {
    Optional<NodeType> type = type();
    if (type.isEmpty() || type.get() == NodeType.DIRECTORY) {
      return Optional.empty();
    }
    return Optional.of(
        switch (type.get()) {
          case SYMLINK -> link();
          case REGULAR -> "a file";
          case CHARACTER_DEVICE, BLOCK_DEVICE -> "a device";
          case FIFO -> "a FIFO";
          case SOCKET -> "a socket";
          case DIRECTORY -> "a directory";
        });
  }

  private String link() throws IOException {
    String target;
    try (Handle above = calls.openRoot(parent())) {
      target = TreePath.printable(calls.readLink(above, TreePath.ofHost(path).name()));
    }
    try {
      calls.openRoot(path).close();
      return "a symbolic link to " + target;
    } catch (HostCallException e) {
      return "a symbolic link to "
          + target
          + (e.is("ENOTDIR") ? ", which is not a directory" : ", which does not exist");
    }
  }

  /** Returns the mount points at or below the path; none where it is not a directory. */
  public List<String> mounts() throws IOException {
    if (!isDirectory()) {
      return List.of();
    }
    try (Handle directory = calls.openRoot(path)) {
      return calls.mountsBelow(directory);
    }
  }
}
