package org.cmimage.cli.shell.trees;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;

/** What keeps a tree from being deleted. */
final class DeletionChecks {
  /** Below these the head node itself lives, whatever an entity says. */
  private static final ImmutableSet<String> SYSTEM =
      ImmutableSet.of(
          "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "root", "run",
          "sbin", "sys", "usr");

  private DeletionChecks() {}

  /** Refuses directories at the top, and what is below those of a system. */
  static void refuseSystem(String path) throws FaultException {
    String[] steps = path.replaceFirst("^/+", "").split("/", -1);
    if (steps.length < 2 || SYSTEM.contains(steps[0]) || path.equals("/cm/images")) {
      throw new FaultException(
          ErrorCode.IN_USE,
          "cannot delete \""
              + path
              + "\": expected the tree of an image, found a directory of the"
              + " head node itself",
          new Remedy.Advice("remove the entity alone, without its data"));
    }
  }

  static void refuseMounts(Path tree, List<String> mounts) throws FaultException {
    if (!mounts.isEmpty()) {
      throw new FaultException(
          ErrorCode.IN_USE,
          "cannot delete \"" + tree + "\": mounted at or below it: " + String.join(", ", mounts),
          new Remedy.Advice("unmount what is mounted there, then run the same command again"));
    }
  }

  /** Refuses a tree in which a program has its root or its working directory. */
  static void refuseProcesses(Path tree) throws IOException {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (isIn(tree, process.resolve("root")) || isIn(tree, process.resolve("cwd"))) {
          throw new FaultException(
              ErrorCode.IN_USE,
              "cannot delete \"" + tree + "\": process " + process.getFileName() + " works in it",
              new Remedy.Advice("end it, then run the same command again"));
        }
      }
    }
  }

  private static boolean isIn(Path tree, Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(tree);
    } catch (IOException endedOrNotOurs) {
      return false;
    }
  }
}
