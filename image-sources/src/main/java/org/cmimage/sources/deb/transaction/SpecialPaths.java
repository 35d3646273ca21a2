package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/**
 * Paths that are diverted, or whose owner and mode are overridden (dpkg-statoverride). Immutable.
 */
final class SpecialPaths {
  private static final TreePath DIVERSIONS = TreePath.of("var/lib/dpkg/diversions");
  private static final TreePath OVERRIDES = TreePath.of("var/lib/dpkg/statoverride");
  private static final int MAX = 16 << 20;
  private static final int OVERRIDE_WORDS = 4;

  private final Map<String, String> reasons = new HashMap<>();

  private SpecialPaths() {}

  static SpecialPaths read(TreeView tree) throws IOException {
    SpecialPaths paths = new SpecialPaths();
    // Three lines each: the path, its diverted path, and the package that diverts it.
    List<String> diversions = lines(tree, DIVERSIONS);
    for (int i = 0; i + 1 < diversions.size(); i += 3) {
      paths.reasons.put(diversions.get(i), "is diverted");
      paths.reasons.put(diversions.get(i + 1), "is where another file is diverted to");
    }
    for (String line : lines(tree, OVERRIDES)) {
      String[] words = line.split(" ", OVERRIDE_WORDS);
      if (words.length == OVERRIDE_WORDS) {
        paths.reasons.put(words[OVERRIDE_WORDS - 1], "has an overridden owner or mode");
      }
    }
    return paths;
  }

  /** Returns the special rule for a path, spelled as in a package; empty for none. */
  Optional<String> reason(TreePath path) {
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(reasons.get(text(path))).map(what -> path + " " + what);
  }

  private static String text(TreePath path) {
    return "/" + new String(path.bytes(), StandardCharsets.ISO_8859_1);
  }

  private static List<String> lines(TreeView tree, TreePath file) throws IOException {
    return tree.read(file, MAX).stream()
        .flatMap(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).lines())
        .toList();
  }
}
