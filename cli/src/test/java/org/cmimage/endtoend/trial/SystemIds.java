package org.cmimage.endtoend.trial;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The system users and groups of a tree whose numbers are not fixed (Debian Policy 9.2.2: 100 to
 * 999): each is the next free one when its package is configured.
 */
record SystemIds(Map<String, String> users, Map<String, String> groups) {
  private static final int FIRST = 100;
  private static final int LAST = 999;

  SystemIds {
    users = ImmutableMap.copyOf(users);
    groups = ImmutableMap.copyOf(groups);
  }

  static SystemIds of(ListedTree tree) throws IOException {
    return new SystemIds(names(tree, "etc/passwd"), names(tree, "etc/group"));
  }

  /** Returns the names by number; both files have them in the first and third field. */
  private static Map<String, String> names(ListedTree tree, String path) throws IOException {
    Map<String, String> names = new HashMap<>();
    if (tree.listing().nodes().containsKey(path)) {
      for (String line : tree.text(path).orElse("").lines().toList()) {
        List<String> fields = Splitter.on(':').splitToList(line);
        if (fields.size() > 2 && isAllocated(fields.get(2))) {
          names.putIfAbsent(fields.get(2), fields.get(0));
        }
      }
    }
    return names;
  }

  private static boolean isAllocated(String number) {
    return number.matches("[0-9]{3}")
        && Integer.parseInt(number) >= FIRST
        && Integer.parseInt(number) <= LAST;
  }

  /** Returns a node's owner, {@code user:group}, with names for the numbers that are not fixed. */
  String owner(String numbers) {
    List<String> both = Splitter.on(':').splitToList(numbers);
    return users.getOrDefault(both.get(0), both.get(0))
        + ":"
        + groups.getOrDefault(both.get(1), both.get(1));
  }

  /** Returns the content of an account file with names for such numbers; others as they are. */
  String named(String path, String content) {
    return switch (path) {
      case "etc/passwd" -> content.lines().map(this::passwd).collect(Collectors.joining("\n"));
      case "etc/group" -> content.lines().map(this::group).collect(Collectors.joining("\n"));
      default -> content;
    };
  }

  private String passwd(String line) {
    List<String> fields = new ArrayList<>(Splitter.on(':').splitToList(line));
    if (fields.size() > 3) {
      fields.set(2, users.getOrDefault(fields.get(2), fields.get(2)));
      fields.set(3, groups.getOrDefault(fields.get(3), fields.get(3)));
    }
    return String.join(":", fields);
  }

  private String group(String line) {
    List<String> fields = new ArrayList<>(Splitter.on(':').splitToList(line));
    if (fields.size() > 2) {
      fields.set(2, groups.getOrDefault(fields.get(2), fields.get(2)));
    }
    return String.join(":", fields);
  }
}
