package org.cmimage.core.host;

import java.net.URI;
import java.nio.file.Path;
import org.cmimage.core.tree.TreePath;

/**
 * Paths of this machine whose names need not be UTF-8. Only through a URI does a {@link Path}
 * accept and return all bytes, whatever the locale.
 */
public final class HostPath {
  private HostPath() {}

  /** Returns the path of an entry of a directory, by the bytes of its name. */
  public static Path resolve(Path directory, byte[] name) {
    StringBuilder uri = new StringBuilder(directory.toAbsolutePath().toUri().getRawPath());
    if (uri.charAt(uri.length() - 1) != '/') {
      uri.append('/');
    }
    for (byte b : name) {
      uri.append(String.format("%%%02x", b));
    }
    return Path.of(URI.create("file://" + uri));
  }

  /**
   * Returns the path for messages and lists: invalid UTF-8, control characters and backslashes as
   * {@code \xNN}.
   */
  public static String text(Path path) {
    return TreePath.ofHost(path).toString();
  }
}
