package org.cmimage.core.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.tree.TreePath;

/**
 * The processes that use a tree of this machine: with their root, working directory or program in
 * it, or with a file of it open for writing, as anything written after the tree was replaced would
 * be lost. A process that has a file open for reading can go on, and does not count. Thread-safe.
 *
 * @param processes the directory of processes, {@code proc(5)}
 */
record TreeUsers(Path processes) {
  /** The access mode bits of {@code open(2)} that allow writing, in the flags of {@code fdinfo}. */
  private static final int WRITING = 3;

  /** Returns one process, such as {@code process 12 (bash)}; empty where none is found. */
  Optional<String> find(Path tree) throws IOException {
    Path real;
    try {
      real = tree.toRealPath();
    } catch (IOException notOnThisHost) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[0-9]*")) {
      for (Path process : all) {
        if (Stream.of("root", "cwd", "exe").anyMatch(link -> isIn(real, process.resolve(link)))) {
          return Optional.of(text(process));
        }
        Optional<String> written = written(real, process);
        if (written.isPresent()) {
          return Optional.of(text(process) + ", which writes " + written.get());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> written(Path tree, Path process) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path link : open) {
        if (isIn(tree, link)
            && isForWriting(process.resolve("fdinfo").resolve(link.getFileName()))) {
          return Optional.of(HostPath.text(Files.readSymbolicLink(link)));
        }
      }
      return Optional.empty();
    } catch (IOException endedOrNotOurs) {
      return Optional.empty();
    }
  }

  private static boolean isForWriting(Path information) throws IOException {
    for (String line : Files.readAllLines(information)) {
      if (line.startsWith("flags:")) {
        return (Long.parseLong(line.substring("flags:".length()).strip(), 8) & WRITING) != 0;
      }
    }
    return false;
  }

  private static boolean isIn(Path tree, Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(tree);
    } catch (IOException endedOrNotOurs) {
      return false;
    }
  }

  private static String text(Path process) {
    return "process " + process.getFileName() + name(process);
  }

  private static String name(Path process) {
    try {
      byte[] name = Files.readAllBytes(process.resolve("comm"));
      return " (" + TreePath.printable(name).replaceFirst("\\\\x0a$", "") + ")";
    } catch (IOException ended) {
      return "";
    }
  }
}
