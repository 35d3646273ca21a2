package org.cmimage.sources.deb.transaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.cmimage.core.format.deb822.ControlStanza;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.control.ControlData;

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
  private static final String PACKAGE = "Package";

  public AutomaticMarks {
    automatic = Set.copyOf(automatic);
    others = Set.copyOf(others);
  }

  /** Writes the file. Does nothing in a tree without apt. */
  void update(Rootfs tree) throws IOException {
    if (!tree.isDirectory(APT)) {
      return;
    }
    Map<String, String> paragraphs = paragraphs(tree.read(FILE, MAX).orElse(new byte[0]));
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

  private static Map<String, String> paragraphs(byte[] text) throws IOException {
    Map<String, String> paragraphs = new LinkedHashMap<>();
    for (ControlStanza stanza : ControlData.lenient(text, PACKAGE)) {
      String own = new String(stanza.bytesIn(text), ISO_8859_1).strip();
      stanza.get(PACKAGE).ifPresent(name -> paragraphs.put(name, own));
    }
    return paragraphs;
  }
}
