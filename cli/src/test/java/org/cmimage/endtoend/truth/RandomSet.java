package org.cmimage.endtoend.truth;

import static java.util.Comparator.comparing;

import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;

/**
 * A set of packages drawn at random, the same wherever it is drawn again.
 *
 * @param archOs of which image
 * @param seed the number of the set
 * @param size how many packages are drawn
 */
record RandomSet(ArchOs archOs, int seed, int size) {
  private static final int USUAL_SIZE = 20;
  private static final Pattern RANGE =
      Pattern.compile("([a-z0-9]+)-([a-z0-9_]+):([0-9]+)(?:-([0-9]+))?(?:x([0-9]+))?");

  /**
   * Parses a list such as {@code debian12-x86_64:1-20 debian13-aarch64:7x5}: seeds 1 to 20 with 20
   * packages each, and seed 7 with five.
   */
  static List<RandomSet> parse(String list) {
    List<RandomSet> sets = new ArrayList<>();
    for (String word : Splitter.on(' ').omitEmptyStrings().split(list)) {
      Matcher range = RANGE.matcher(word);
      if (!range.matches()) {
        throw new IllegalArgumentException(
            "expected RELEASE-ARCHITECTURE:FIRST-LAST, found " + word);
      }
      ArchOs archOs =
          new ArchOs(Architecture.parse(range.group(2)), Distribution.parse(range.group(1)));
      int first = Integer.parseInt(range.group(3));
      int last = range.group(4) == null ? first : Integer.parseInt(range.group(4));
      int size = range.group(5) == null ? USUAL_SIZE : Integer.parseInt(range.group(5));
      for (int seed = first; seed <= last; seed++) {
        sets.add(new RandomSet(archOs, seed, size));
      }
    }
    return sets;
  }

  /** Returns the name of the set, such as {@code debian12-x86_64:7}; others read it again. */
  String id() {
    return archOs.distribution().id()
        + "-"
        + archOs.architecture().unameName()
        + ":"
        + seed
        + (size == USUAL_SIZE ? "" : "x" + size);
  }

  /** Returns the name of the set as a part of a path. */
  String fileName() {
    return id().replace(':', '-');
  }

  /**
   * Draws packages: those whose SHA-256 of {@code RELEASE-ARCHITECTURE-SEED/NAME} come first. So
   * neither the order of the names counts nor what else becomes available.
   */
  List<String> draw(Collection<String> names) {
    String salt =
        archOs.distribution().id() + "-" + archOs.architecture().unameName() + "-" + seed + "/";
    return names.stream()
        .distinct()
        .sorted(comparing(name -> digest(salt + name)))
        .limit(size)
        .sorted()
        .toList();
  }

  private static String digest(String text) {
    return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
  }
}
