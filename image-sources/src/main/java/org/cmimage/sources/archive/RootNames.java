package org.cmimage.sources.archive;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentKind;

/** Finds the root directory in an archive by names that root directories have. */
final class RootNames {
  private static final Set<String> OF_ROOT =
      Set.of("boot", "dev", "etc", "proc", "root", "run", "sbin", "sys", "usr");
  private static final Set<String> OFTEN_OF_ROOT =
      Set.of("bin", "lib", "lib32", "lib64", "libx32", "lost+found");

  /** Directories of a root that images are also stored below. */
  private static final Set<String> PLACES =
      Set.of("cm", "home", "media", "mnt", "opt", "srv", "tmp", "var");

  private static final Set<String> OF_SHARED =
      Set.of(".cm-image.yaml", "apps", "licenses", "modulefiles");
  private static final Set<String> OFTEN_OF_SHARED = Set.of("docs", "etc", "examples", "modules");

  /**
   * The depth of {@code srv/cm/images/image/etc}; deeper root directories are copies inside a tree.
   */
  private static final int DEPTH = 4;

  /** The number of such names in one directory that is rare outside of root directories. */
  private static final int ENOUGH = 3;

  /** The names found directly below one directory. */
  private record Found(Set<String> sure, Set<String> likely) {
    Found() {
      this(new HashSet<>(), new HashSet<>());
    }
  }

  /** The largest number of directories that are tracked; an archive may have any number. */
  private static final int REMEMBERED = 4096;

  private static final Found NONE = new Found();

  private final boolean shared;
  private final boolean system;
  private final Map<TreePath, Found> found = new HashMap<>();

  RootNames(Optional<ComponentKind> kind) {
    this.shared = kind.isEmpty() || kind.get() == ComponentKind.CM_SHARED;
    this.system = kind.isEmpty() || kind.get() != ComponentKind.CM_SHARED;
  }

  /** Returns whether the root directory of some component may have a node of this name. */
  static boolean isAny(String name) {
    return OF_ROOT.contains(name)
        || OFTEN_OF_ROOT.contains(name)
        || PLACES.contains(name)
        || OF_SHARED.contains(name);
  }

  private boolean isSure(String name) {
    return system && OF_ROOT.contains(name) || shared && OF_SHARED.contains(name);
  }

  private boolean isLikely(String name) {
    return system && OFTEN_OF_ROOT.contains(name) || shared && OFTEN_OF_SHARED.contains(name);
  }

  private boolean isPlace(String name) {
    return system && PLACES.contains(name);
  }

  /**
   * Records the names of a path.
   *
   * @param from the number of leading names that are common to all entries
   * @return whether the root of the archive is certainly the root of the tree
   */
  boolean add(TreePath path, int from) {
    TreePath above = TreePath.ROOT;
    int depth = 0;
    for (byte[] bytes : path.components()) {
      String name = TopDirectory.text(bytes);
      if (depth >= from && depth <= Math.max(from, DEPTH)) {
        boolean atTop = above.isRoot();
        if (atTop && (isSure(name) || isLikely(name))) {
          return true;
        } else if (isSure(name)) {
          at(above).sure.add(name);
          return false;
        } else if (isLikely(name) || isPlace(name)) {
          at(above).likely.add(name);
        }
      }
      above = above.resolve(bytes);
      depth++;
    }
    return false;
  }

  private Found at(TreePath directory) {
    return found.size() < REMEMBERED
        ? found.computeIfAbsent(directory, one -> new Found())
        : found.getOrDefault(directory, new Found());
  }

  /**
   * Returns the directory with so many of the names that it must be the root; empty if there is
   * none.
   */
  Optional<TreePath> certain() {
    return best()
        .filter(
            path -> {
              Found names = found.get(path);
              return names != null
                  && !names.sure.isEmpty()
                  && names.sure.size() + names.likely.size() >= ENOUGH;
            });
  }

  /** Returns the directory with most of the names, if it has one that is rare elsewhere. */
  Optional<TreePath> bestOfSure() {
    return best().filter(path -> path.isRoot() || !found.getOrDefault(path, NONE).sure.isEmpty());
  }

  /** Returns the directory with most of the names; of several the one closest to the top. */
  Optional<TreePath> best() {
    TreePath best = TreePath.ROOT;
    int most = 0;
    for (Map.Entry<TreePath, Found> entry : found.entrySet()) {
      Found names = entry.getValue();
      // one sure name outweighs all likely ones
      int weight = names.sure.size() * 100 + names.likely.size();
      TreePath path = entry.getKey();
      if (weight > most || weight == most && path.depth() < best.depth()) {
        best = path;
        most = weight;
      }
    }
    return most == 0 ? Optional.empty() : Optional.of(best);
  }
}
