package org.cmimage.core.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.TreePath;

/**
 * The directories of files that a session lays over the tree. Where such a file does not exist, the
 * session makes an empty one while it runs, which changes the directory's time: an unchanged image
 * would differ from its manifest.
 */
final class PlaceholderDirectories {
  private final List<Seen> seen;

  private PlaceholderDirectories(List<Seen> seen) {
    this.seen = seen;
  }

  private record Seen(TreePath path, FileStatus status, List<TreePath> names) {}

  /** Reads the directories of absolute paths, before the session. */
  static PlaceholderDirectories of(Rootfs tree, String... paths) throws IOException {
    Set<TreePath> directories = new LinkedHashSet<>();
    for (String path : paths) {
      directories.add(TreePath.of(path.substring(1)).parent());
    }
    List<Seen> seen = new ArrayList<>();
    for (TreePath directory : directories) {
      Optional<FileStatus> status = tree.status(directory);
      if (status.isPresent()) {
        seen.add(new Seen(directory, status.get(), tree.list(directory)));
      }
    }
    return new PlaceholderDirectories(seen);
  }

  /** Restores the times of directories whose names are unchanged. */
  void restore(Rootfs tree) throws IOException {
    for (Seen one : seen) {
      if (tree.list(one.path()).equals(one.names())
          && tree.status(one.path())
              .map(FileStatus::inode)
              .equals(Optional.of(one.status().inode()))) {
        tree.setTimes(one.path(), one.status().mtimeSeconds(), one.status().mtimeNanos());
      }
    }
  }
}
