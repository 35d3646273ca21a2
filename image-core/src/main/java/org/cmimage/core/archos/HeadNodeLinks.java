package org.cmimage.core.archos;

import static com.google.common.base.Verify.verifyNotNull;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.host.AtomicFile;

/**
 * The second names of the head node's own trees, which are links, so that mounts and running
 * programs are not disturbed. Not thread-safe.
 */
final class HeadNodeLinks {
  private final ClusterLayout layout;
  private final List<Path> made = new ArrayList<>();

  HeadNodeLinks(ClusterLayout layout) {
    this.layout = layout;
  }

  /**
   * Returns whether the directory {@code plain} is available under the other name. Makes a relative
   * link where that name does not exist; never replaces an existing node. A directory that was
   * moved to the other name already, with or without a link at the old place, is right, too.
   */
  boolean leadsThere(String plain, String name) throws IOException {
    Path directory = layout.resolve(plain);
    Path other = layout.resolve(name);
    if (Files.isDirectory(directory) && Files.notExists(other, LinkOption.NOFOLLOW_LINKS)) {
      link(other, directory.getFileName());
    }
    return Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)
        ? Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
        : isSame(directory, other);
  }

  private void link(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
      made.add(link);
      AtomicFile.sync(verifyNotNull(link.getParent()));
    } catch (FileAlreadyExistsException raced) {
      // Another process was faster; the check that follows decides.
    }
  }

  private static boolean isSame(Path directory, Path other) throws IOException {
    try {
      return directory.toRealPath().equals(other.toRealPath());
    } catch (NoSuchFileException leadsNowhere) {
      return false;
    }
  }

  /** Removes the links that were made. */
  void undo() throws IOException {
    for (Path link : made) {
      Files.deleteIfExists(link);
    }
  }
}
