package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.unpack.database.PackagedTree.Added;

/**
 * The directory {@code var/lib/dpkg/triggers} of a tree: which packages are interested in which
 * triggers, and which triggers were activated since dpkg ran last. Activations by a package's own
 * {@code triggers} file are not added: dpkg does that when it configures the package.
 */
final class TriggerFiles {
  private static final TreePath DIRECTORY = TreePath.of("var/lib/dpkg/triggers");
  private static final TreePath DEFERRED = DIRECTORY.resolve("Unincorp");

  /** The file for paths: a path, a space, and the package. */
  private static final String PATHS = "File";

  private static final int MAX = 16 << 20;

  private final Rootfs tree;

  TriggerFiles(Rootfs tree) {
    this.tree = tree;
  }

  /**
   * Activates the triggers of installed packages for paths of new packages. dpkg reads them when it
   * runs next.
   */
  void activate(List<Added> packages) throws IOException {
    Set<String> interests = new LinkedHashSet<>();
    for (String line : lines(DIRECTORY.resolve(PATHS))) {
      interests.add(line.replaceFirst(" .*", ""));
    }
    Set<String> deferred = new LinkedHashSet<>(lines(DEFERRED));
    int before = deferred.size();
    for (Added added : packages) {
      for (TreePath path : added.paths()) {
        String text = "/" + new String(path.bytes(), StandardCharsets.ISO_8859_1);
        if (interests.contains(text)) {
          deferred.add(text + " " + added.dbName());
        }
      }
    }
    if (deferred.size() > before) {
      write(DEFERRED, deferred);
    }
  }

  /**
   * Adds interests after the existing ones.
   *
   * @param added lines by the name of the file
   */
  void add(Map<String, String> added) throws IOException {
    for (Map.Entry<String, String> each : added.entrySet()) {
      TreePath file = DIRECTORY.resolve(each.getKey());
      Set<String> lines = new LinkedHashSet<>(lines(file));
      if (lines.addAll(each.getValue().lines().toList())) {
        write(file, lines);
      }
    }
  }

  private List<String> lines(TreePath file) throws IOException {
    return tree.read(file, MAX).stream()
        .flatMap(bytes -> new String(bytes, StandardCharsets.ISO_8859_1).lines())
        .toList();
  }

  private void write(TreePath file, Set<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    tree.write(file, text.getBytes(StandardCharsets.ISO_8859_1), 0644);
  }
}
