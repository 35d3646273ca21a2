package org.cmimage.sources.deb.unpack;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.unpack.database.UnpackedPackage;
import org.jspecify.annotations.Nullable;

/**
 * The package that owns each path, directories excepted. Thread-safe; a claim is guarded by its own
 * monitor.
 */
final class PathClaims {
  private final Map<TreePath, Claim> claims = new ConcurrentHashMap<>();

  /** Returns the claim on a path, by its canonical form. */
  Claim of(TreePath canonical) {
    return claims.computeIfAbsent(canonical, key -> new Claim());
  }

  /** The ownership of a path. */
  static final class Claim {
    private @Nullable UnpackedPackage owner;
    private TreePath path = TreePath.ROOT;
    private boolean linkToItself;
    private Optional<byte[]> linkTarget = Optional.empty();

    boolean isFree() {
      return owner == null;
    }

    /** Returns the owner; it must not be free. */
    UnpackedPackage owner() {
      if (owner == null) {
        throw new IllegalStateException("the path has no owner");
      }
      return owner;
    }

    /** Returns the path as its owner spells it. */
    TreePath path() {
      return path;
    }

    /**
     * Returns whether it is only a link for a split /usr, which is replaced by the file it points
     * to.
     */
    boolean isLinkToItself() {
      return linkToItself;
    }

    /** Returns whether it is a symbolic link with the same target as an entry. */
    boolean isSameLinkAs(TreeEntry entry) {
      return entry.kind() instanceof Kind.Symlink link
          && linkTarget.filter(target -> Arrays.equals(target, link.target())).isPresent();
    }

    void take(UnpackedPackage newOwner, TreeEntry entry, boolean toItself) {
      owner = newOwner;
      path = entry.path();
      linkToItself = toItself;
      linkTarget =
          entry.kind() instanceof Kind.Symlink link ? Optional.of(link.target()) : Optional.empty();
    }
  }
}
