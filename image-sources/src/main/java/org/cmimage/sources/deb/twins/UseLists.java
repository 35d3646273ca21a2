package org.cmimage.sources.deb.twins;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.cmimage.core.catalog.Twins.Uses;

/**
 * Writes, for the dispatcher, the uses of a program that are left to the image's own. Stateless.
 */
final class UseLists {
  private UseLists() {}

  /**
   * Writes a file for each program that has such uses.
   *
   * @param tree the programs at their paths
   * @param lists the directory of the files, at the same paths
   * @param uses by base name
   */
  static void write(Path tree, Path lists, Map<String, Uses> uses) throws IOException {
    List<Path> programs;
    try (Stream<Path> all = Files.walk(tree)) {
      programs = all.filter(path -> uses.containsKey(path.getFileName().toString())).toList();
    }
    for (Path program : programs) {
      Path list = lists.resolve(tree.relativize(program).toString());
      Uses own = Objects.requireNonNull(uses.get(program.getFileName().toString()));
      Files.createDirectories(list.getParent());
      Files.writeString(list, text(own), US_ASCII);
    }
  }

  private static String text(Uses uses) {
    StringBuilder lines = new StringBuilder();
    uses.patterns().forEach(pattern -> lines.append('=').append(pattern).append('\n'));
    lines.append(
        switch (uses.files()) {
          case NONE -> "";
          case SCRIPT -> "@script\n";
          case ARGUMENTS -> "@arguments\n";
        });
    uses.directories().forEach(directory -> lines.append(directory).append('\n'));
    return lines.toString();
  }
}
