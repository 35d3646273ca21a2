package org.cmimage.sources.deb.transaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;

/**
 * The packages that apt considers installed only as dependencies, so that {@code apt autoremove} on
 * a node removes the right ones: {@code /var/lib/apt/extended_states}.
 *
 * @param architecture the tree's own, as Debian names it
 * @param automatic names of packages that are installed as dependencies
 * @param others names of packages that were requested or are removed
 */
public record AutomaticMarks(String architecture, Set<String> automatic, Set<String> others) {
  private static final TreePath APT = TreePath.of("var/lib/apt");
  private static final TreePath FILE = APT.resolve("extended_states");
  private static final int MAX = 16 << 20;
  private static final Pattern PACKAGE = Pattern.compile("(?m)^Package: (\\S+)$");

  public AutomaticMarks {
    automatic = Set.copyOf(automatic);
    others = Set.copyOf(others);
  }

  /** Writes the file. Does nothing in a tree without apt. */
  void update(Rootfs tree) throws IOException {
    if (!tree.isDirectory(APT)) {
      return;
    }
    String text = tree.read(FILE, MAX).map(bytes -> new String(bytes, ISO_8859_1)).orElse("");
    Map<String, String> paragraphs = new LinkedHashMap<>();
    for (String paragraph : text.split("\n\n+")) {
      Matcher name = PACKAGE.matcher(paragraph);
      if (name.find()) {
        paragraphs.put(name.group(1), paragraph.strip());
      }
    }
    boolean changed = paragraphs.keySet().removeAll(others);
    for (String name : new TreeSet<>(automatic)) {
      String marked =
          "Package: " + name + "\nArchitecture: " + architecture + "\nAuto-Installed: 1";
      changed |= !marked.equals(paragraphs.put(name, marked));
    }
    if (changed) {
      StringBuilder all = new StringBuilder();
      paragraphs.values().forEach(each -> all.append(each).append("\n\n"));
      tree.write(FILE, all.toString().getBytes(ISO_8859_1), 0644);
    }
  }
}
