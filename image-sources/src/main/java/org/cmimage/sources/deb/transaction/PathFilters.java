package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.tree.TreeView;

/**
 * The paths that the tree's dpkg is configured not to unpack: {@code path-exclude} and {@code
 * path-include} of dpkg.cfg(5), as container images have them for documentation. The last match
 * wins. Immutable.
 */
final class PathFilters {
  private static final TreePath DIRECTORY = TreePath.of("etc/dpkg/dpkg.cfg.d");
  private static final TreePath FILE = TreePath.of("etc/dpkg/dpkg.cfg");
  private static final int MAX = 1 << 20;

  /** The names of files that dpkg reads. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+");

  private static final Pattern OPTION =
      Pattern.compile("(path-exclude|path-include)[=\\s]\\s*(?<quote>[\"']?)(.*?)\\k<quote>\\s*");

  private final List<Filter> filters = new ArrayList<>();

  private PathFilters() {}

  /**
   * One line.
   *
   * @param plain the text before the first wildcard, without slashes at its end
   */
  private record Filter(boolean includes, Pattern pattern, String plain) {}

  static PathFilters read(TreeView tree) throws IOException {
    PathFilters filters = new PathFilters();
    for (TreePath file : tree.list(DIRECTORY)) {
      if (NAME.matcher(new String(file.name(), StandardCharsets.ISO_8859_1)).matches()) {
        filters.add(tree, file);
      }
    }
    filters.add(tree, FILE);
    return filters;
  }

  private void add(TreeView tree, TreePath file) throws IOException {
    String text =
        tree.read(file, MAX)
            .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
            .orElse("");
    for (String line : text.split("\n")) {
      Matcher option = OPTION.matcher(line.stripLeading());
      if (option.matches()) {
        String glob = option.group(3);
        filters.add(
            new Filter(
                option.group(1).equals("path-include"),
                pattern(glob),
                glob.replaceFirst("(?s)[*?\\[\\\\].*", "").replaceFirst("/+$", "")));
      }
    }
  }

  /** Returns whether an entry is omitted. */
  boolean leavesOut(TreeEntry entry) {
    if (filters.isEmpty() || entry.path().isRoot()) {
      return false;
    }
    String path = "/" + new String(entry.path().bytes(), StandardCharsets.ISO_8859_1);
    boolean out = false;
    for (Filter filter : filters) {
      if (filter.pattern.matcher(path).matches()) {
        out = !filter.includes;
      }
    }
    boolean onTheWay =
        entry.kind() instanceof Kind.Directory || entry.kind() instanceof Kind.Symlink;
    return out
        && !(onTheWay && filters.stream().anyMatch(f -> f.includes && path.startsWith(f.plain)));
  }

  /** Translates a pattern of fnmatch(3) without flags: wildcards match slashes and leading dots. */
  private static Pattern pattern(String glob) {
    StringBuilder expression = new StringBuilder();
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i++);
      int close = c == '[' ? glob.indexOf(']', i + 1) : -1;
      if (c == '*') {
        expression.append(".*");
      } else if (c == '?') {
        expression.append('.');
      } else if (close > 0) {
        String set = glob.substring(i, close).replace("\\", "\\\\").replace("[", "\\[");
        expression.append('[').append(set.replaceFirst("^!", "^")).append(']');
        i = close + 1;
      } else if (c == '\\' && i < glob.length()) {
        expression.append(Pattern.quote(String.valueOf(glob.charAt(i++))));
      } else {
        expression.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(expression.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      // fnmatch(3) never matches it either.
      return Pattern.compile("(?!)");
    }
  }
}
