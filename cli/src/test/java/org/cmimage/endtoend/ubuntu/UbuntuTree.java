package org.cmimage.endtoend.ubuntu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cmimage.endtoend.trial.Program;

/**
 * A tree that was made of the look-alike archive.
 *
 * @param directory where it is
 * @param versions the version of each package, by name
 * @param unfinished packages that are not just installed, with their state
 */
record UbuntuTree(Path directory, Map<String, String> versions, List<String> unfinished) {
  /** Reads the package database of a tree. */
  static UbuntuTree read(Path directory) throws IOException, InterruptedException {
    String all =
        Program.output(
            directory,
            "dpkg-query",
            "--admindir=" + directory.resolve("var/lib/dpkg"),
            "--show",
            "--showformat=${Package} ${Version} ${db:Status-Status}\n");
    Map<String, String> versions = new TreeMap<>();
    List<String> unfinished = new ArrayList<>();
    for (String line : all.lines().toList()) {
      String[] words = line.split(" ");
      versions.put(words[0], words[1]);
      if (!words[2].equals("installed")) {
        unfinished.add(line);
      }
    }
    return new UbuntuTree(directory, versions, unfinished);
  }

  /** Returns the version of a package; empty if it is not there. */
  String version(String name) {
    return versions.getOrDefault(name, "");
  }

  /** Returns the text of a file. */
  String text(String path) throws IOException {
    return Files.readString(directory.resolve(path));
  }

  /** Returns the names in a directory that need not be there. */
  List<String> names(String path) throws IOException {
    Path there = directory.resolve(path);
    if (!Files.isDirectory(there)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(there)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
