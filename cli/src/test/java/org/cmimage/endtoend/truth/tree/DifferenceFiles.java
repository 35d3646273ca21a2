package org.cmimage.endtoend.truth.tree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.endtoend.trial.ListedTree;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;

/**
 * Writes down how trees differ: a list, and both contents of files for {@code diff -r ours theirs}.
 */
public final class DifferenceFiles {
  private static final int MOST_FILES = 200;
  private static final int LONGEST_NAME = 150;

  private final Path directory;

  public DifferenceFiles(Path directory) {
    this.directory = directory;
  }

  public void write(List<Difference> differences, ListedTree ours, ListedTree theirs)
      throws IOException {
    Files.write(
        directory.resolve("differences.txt"),
        differences.stream().map(Difference::toString).toList(),
        StandardCharsets.ISO_8859_1);
    List<String> contents =
        differences.stream()
            .filter(difference -> !difference.ours().equals(difference.theirs()))
            .filter(difference -> List.of("content", "order", "ids").contains(difference.aspect()))
            .map(Difference::path)
            .limit(MOST_FILES)
            .toList();
    for (String path : contents) {
      write("ours", path, ours.text(path));
      write("theirs", path, theirs.text(path));
    }
  }

  private void write(String side, String path, Optional<String> text) throws IOException {
    String name = path.replaceAll("[^A-Za-z0-9._+-]", "_");
    Path file =
        Files.createDirectories(directory.resolve(side))
            .resolve(name.substring(Math.max(0, name.length() - LONGEST_NAME)));
    if (text.isPresent()) {
      Files.writeString(file, text.get(), StandardCharsets.ISO_8859_1);
    }
  }
}
