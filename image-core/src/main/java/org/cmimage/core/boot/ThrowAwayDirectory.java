package org.cmimage.core.boot;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.rootfs.TreeRemoval;
import org.cmimage.core.syscall.HostCalls;

/**
 * A directory for the files of one boot, which only its owner may enter. Closing deletes it. What a
 * killed process left behind is deleted when the next one is made.
 *
 * @param place the directory it is in
 */
record ThrowAwayDirectory(HostCalls calls, Path place, Path path) implements Closeable {
  private static final String PREFIX = "cm-image-boot-";

  /** The number is that of the process. */
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-.*");

  static ThrowAwayDirectory in(Path place, HostCalls calls) throws IOException {
    Files.createDirectories(place);
    deleteLeftovers(place, calls);
    String prefix = PREFIX + ProcessHandle.current().pid() + "-";
    return new ThrowAwayDirectory(calls, place, Files.createTempDirectory(place, prefix));
  }

  private static void deleteLeftovers(Path place, HostCalls calls) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(place, PREFIX + "*")) {
      for (Path entry : entries) {
        Matcher name = NAME.matcher(entry.getFileName().toString());
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          TreeRemoval.remove(calls, entry);
        }
      }
    }
  }

  Path file(String name) {
    return path.resolve(name);
  }

  @Override
  public void close() throws IOException {
    TreeRemoval.remove(calls, path);
  }
}
