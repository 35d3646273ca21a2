package org.cmimage.sources.deb.unpack.database;

import com.google.common.base.Splitter;
import com.google.common.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;

/**
 * The configuration files of one package, deb-conffiles(5), and their paths: until dpkg configures
 * the package they have temporary names; or they are in place, and their MD5 sums are recorded.
 * Thread-safe once parsed.
 */
public final class Conffiles {
  /** The sum that dpkg records for a conffile that it has not put in place yet. */
  private static final String NO_SUM = "newconffile";

  /** The suffix that dpkg appends to the name of a conffile that it has not put in place yet. */
  private static final String NEW = ".dpkg-new";

  private static final String REMOVE = "remove-on-upgrade";

  private final Map<TreePath, String> lines = new LinkedHashMap<>();
  private final Map<TreePath, Boolean> removed = new LinkedHashMap<>();
  private final Map<TreePath, String> sums = new ConcurrentHashMap<>();
  private final Set<TreePath> inPlace = ConcurrentHashMap.newKeySet();

  private Conffiles() {}

  /**
   * Parses the list.
   *
   * @param inPlace matches paths that do not wait for dpkg
   * @throws FaultException if a name is not absolute
   */
  static Conffiles parse(String packageName, byte[] list, Predicate<TreePath> inPlace)
      throws FaultException {
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
      } else if (inPlace.test(key)) {
        conffiles.inPlace.add(key);
      }
    }
    return conffiles;
  }

  /** Returns whether a path is a conffile that the package has. */
  public boolean contains(TreePath path) {
    return lines.containsKey(path) && !removed.containsKey(path);
  }

  /** Returns whether a path is a conffile that does not wait for dpkg; its sum is needed. */
  public boolean isInPlace(TreePath path) {
    return contains(path) && inPlace.contains(path);
  }

  /** Puts a conffile in place of an existing one of another package. */
  public void takePlace(TreePath path) {
    inPlace.add(path);
  }

  /** Returns the name that a path has until dpkg configures the package. */
  public TreePath unpackedName(TreePath path) {
    if (!contains(path) || inPlace.contains(path)) {
      return path;
    }
    byte[] suffix = NEW.getBytes(StandardCharsets.US_ASCII);
    return path.parent().resolve(Bytes.concat(path.name(), suffix));
  }

  /** Sets the MD5 sum of a configuration file as shipped. */
  public void setSum(TreePath path, String md5) {
    sums.put(path, md5);
  }

  /**
   * Returns the value of the status field, or empty if there are none.
   *
   * @param lost paths that another package took over
   */
  Optional<String> field(Set<TreePath> lost) {
    StringBuilder value = new StringBuilder();
    lines.forEach(
        (path, line) -> {
          if (lost.contains(path)) {
            return;
          }
          value.append("\n ").append(line).append(' ').append(sums.getOrDefault(path, NO_SUM));
          if (removed.containsKey(path)) {
            value.append(' ').append(REMOVE);
          }
        });
    return value.isEmpty() ? Optional.empty() : Optional.of(value.toString());
  }
}
