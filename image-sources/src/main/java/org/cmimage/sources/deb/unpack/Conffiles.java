package org.cmimage.sources.deb.unpack;

import com.google.common.base.Splitter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.TreePath;

/** The configuration files of one package, deb-conffiles(5), and the MD5 sums of their content. */
final class Conffiles {
  /** What dpkg records for a conffile it has no sum of. */
  private static final String NO_SUM = "newconffile";

  private static final String REMOVE = "remove-on-upgrade";

  private final Map<TreePath, String> lines = new LinkedHashMap<>();
  private final Map<TreePath, Boolean> removed = new LinkedHashMap<>();
  private final Map<TreePath, String> sums = new ConcurrentHashMap<>();

  private Conffiles() {}

  /**
   * Reads the list.
   *
   * @throws FaultException if a name is not absolute
   */
  static Conffiles parse(String packageName, byte[] list) throws FaultException {
    Conffiles conffiles = new Conffiles();
    for (String raw : Splitter.on('\n').split(new String(list, StandardCharsets.UTF_8))) {
      String line = raw.stripTrailing();
      if (line.isEmpty()) {
        continue;
      }
      boolean remove = line.startsWith(REMOVE + " ");
      String path = remove ? line.substring(REMOVE.length()).strip() : line;
      if (!path.startsWith("/")) {
        throw PackageFault.corrupt(packageName, "conffile \"" + path + "\" is not absolute");
      }
      TreePath key = PackageFault.path(packageName, path);
      conffiles.lines.put(key, path);
      if (remove) {
        conffiles.removed.put(key, true);
      }
    }
    return conffiles;
  }

  /** Whether a path is one whose sum is wanted. */
  boolean contains(TreePath path) {
    return lines.containsKey(path) && !removed.containsKey(path);
  }

  void setSum(TreePath path, String md5) {
    sums.put(path, md5);
  }

  /** The value of the status field, or empty where there are none. */
  Optional<String> field() {
    StringBuilder value = new StringBuilder();
    lines.forEach(
        (path, line) -> {
          value.append("\n ").append(line).append(' ').append(sums.getOrDefault(path, NO_SUM));
          if (removed.containsKey(path)) {
            value.append(' ').append(REMOVE);
          }
        });
    return value.isEmpty() ? Optional.empty() : Optional.of(value.toString());
  }
}
