package org.cmimage.sources.deb.unpack;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.cmimage.core.spi.TreePath;
import org.jspecify.annotations.Nullable;

/**
 * Which package every path that is no directory belongs to. Thread-safe; a claim is guarded by its
 * own monitor.
 */
final class PathClaims {
  private final Map<TreePath, Claim> claims = new ConcurrentHashMap<>();

  /** The claim on a path, by where it really is. */
  Claim of(TreePath canonical) {
    return claims.computeIfAbsent(canonical, key -> new Claim());
  }

  /** Who has a path. */
  static final class Claim {
    private @Nullable UnpackedPackage owner;
    private TreePath path = TreePath.ROOT;
    private boolean linkToItself;

    boolean isFree() {
      return owner == null;
    }

    /** Who has it; it must not be free. */
    UnpackedPackage owner() {
      if (owner == null) {
        throw new IllegalStateException("nobody has it");
      }
      return owner;
    }

    /** As its owner spells it. */
    TreePath path() {
      return path;
    }

    /** Whether it is but a link for a split /usr, which gives way to the file it means. */
    boolean isLinkToItself() {
      return linkToItself;
    }

    void take(UnpackedPackage newOwner, TreePath spelling, boolean toItself) {
      owner = newOwner;
      path = spelling;
      linkToItself = toItself;
    }
  }
}
