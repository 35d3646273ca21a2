package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;
import org.cmimage.sources.tar.OwnerNames;

/**
 * The users and groups of a tree. dpkg assigns a file to the owner that the archive names, and to
 * the number only if no account has the name. Immutable.
 */
final class TreeAccounts {
  private static final int MAX = 16 << 20;
  private static final int NUMBER = 2;

  private final Map<String, Integer> users;
  private final Map<String, Integer> groups;

  private TreeAccounts(Map<String, Integer> users, Map<String, Integer> groups) {
    this.users = users;
    this.groups = groups;
  }

  static TreeAccounts read(TreeView tree) throws IOException {
    return new TreeAccounts(
        numbers(tree, TreePath.of("etc/passwd")), numbers(tree, TreePath.of("etc/group")));
  }

  private static Map<String, Integer> numbers(TreeView tree, TreePath file) throws IOException {
    Map<String, Integer> numbers = new HashMap<>();
    String text =
        tree.read(file, MAX)
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
            .orElse("");
    for (String line : text.split("\n")) {
      String[] fields = line.split(":", -1);
      if (fields.length > NUMBER && fields[NUMBER].matches("[0-9]{1,9}")) {
        numbers.putIfAbsent(fields[0], Integer.valueOf(fields[NUMBER]));
      }
    }
    return numbers;
  }

  /** Returns an entry with the owners that dpkg would assign. */
  TreeEntry owned(TreeEntry entry, OwnerNames names) {
    return names.numbered(entry, users, groups);
  }
}
