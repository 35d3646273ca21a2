package org.cmimage.sources.iso;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.tar.TarDump;

/** The reader's result for an image, one line for each entry. */
final class IsoDump {
  private IsoDump() {}

  static List<String> of(Path file) throws IOException {
    try (FileBytes bytes = FileBytes.open(file)) {
      return of(bytes);
    }
  }

  static List<String> of(RandomAccessBytes bytes) throws IOException {
    List<String> lines = new ArrayList<>();
    IsoTree.read(IsoImage.open(bytes), (entry, content) -> lines.add(TarDump.line(entry, content)));
    return lines;
  }

  /**
   * Sorts lines independently of the order of entries: each name of a file has its content and the
   * first of all its names.
   */
  static List<String> sorted(List<String> lines) {
    Map<String, String> files = new HashMap<>();
    Map<String, String> first = new HashMap<>();
    for (String line : lines) {
      String path = path(line);
      if (line.contains(" hardlink ")) {
        String target = line.substring(line.indexOf(" hardlink ") + 10);
        first.merge(target, path.compareTo(target) < 0 ? path : target, IsoDump::lesser);
        files.put(path, target);
      } else {
        first.merge(path, path, IsoDump::lesser);
      }
    }
    Map<String, String> byPath = new HashMap<>();
    lines.forEach(line -> byPath.put(path(line), line));
    return lines.stream()
        .map(
            line -> {
              String path = path(line);
              String target = files.getOrDefault(path, path);
              String whole = String.valueOf(byPath.get(target));
              return path + whole.substring(target.length()) + " of " + first.get(target);
            })
        .sorted()
        .toList();
  }

  private static String lesser(String one, String other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Returns the part up to the mode: names may contain spaces. */
  private static String path(String line) {
    return line.replaceFirst(" [0-7]{4} \\d+:\\d+ -?\\d+\\.\\d{9} .*", "");
  }
}
