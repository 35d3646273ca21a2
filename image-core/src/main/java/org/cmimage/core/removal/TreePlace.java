package org.cmimage.core.removal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.spi.FileStatus;
import org.cmimage.core.spi.HostCallException;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.spi.HostCalls.Handle;
import org.cmimage.core.spi.NodeType;
import org.cmimage.core.spi.TreePath;

/** A path of the host at which a tree may stand; it is not followed if it is a link. */
record TreePlace(HostCalls calls, Path path) {
  /** What is there; empty where nothing is. */
  Optional<FileStatus> status() throws IOException {
    Path parent = path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("the root of the host is no place of a tree");
    }
    try (Handle above = calls.openRoot(parent)) {
      return Optional.of(calls.status(above, TreePath.ofHost(path).name()));
    } catch (HostCallException e) {
      if (e.is("ENOENT") || e.is("ENOTDIR")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  Optional<NodeType> type() throws IOException {
    return status().map(FileStatus::type);
  }

  boolean isDirectory() throws IOException {
    return type().equals(Optional.of(NodeType.DIRECTORY));
  }

  /** What is mounted at or below it; nothing where there is no directory. */
  List<String> mounts() throws IOException {
    if (!isDirectory()) {
      return List.of();
    }
    try (Handle directory = calls.openRoot(path)) {
      return calls.mountsBelow(directory);
    }
  }
}
