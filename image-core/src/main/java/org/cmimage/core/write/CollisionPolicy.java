package org.cmimage.core.write;

import java.io.IOException;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.TreeEntry;

/**
 * The decision about an entry whose path exists already. Two directories never collide, and a
 * directory with content is never replaced by another node, independent of the policy. Called from
 * the threads that write.
 */
@FunctionalInterface
public interface CollisionPolicy {
  /** Every collision is an error. */
  CollisionPolicy REFUSE = (entry, existing) -> Decision.REFUSE;

  /**
   * The last entry of a name counts, whatever its type and that of the entry before it, as when GNU
   * tar or bsdtar extract an archive.
   */
  CollisionPolicy LAST_COUNTS =
      new CollisionPolicy() {
        @Override
        public Decision decide(TreeEntry entry, FileStatus existing) {
          return Decision.REPLACE;
        }

        @Override
        public boolean replacesDirectories() {
          return true;
        }
      };

  /** The decision. */
  enum Decision {
    /** Fail. */
    REFUSE,
    /** Remove the existing node and write the entry. */
    REPLACE,
    /** Keep the existing node and drop the entry. */
    KEEP,
    /**
     * As {@link #KEEP}, but fail unless the existing node is equal: type, content, target, device
     * numbers.
     */
    REQUIRE_EQUAL
  }

  /**
   * Decides one case.
   *
   * @param existing the existing node, a link not followed
   * @throws IOException to fail with a better explanation than that of {@link Decision#REFUSE}
   */
  Decision decide(TreeEntry entry, FileStatus existing) throws IOException;

  /**
   * Returns whether an empty directory may be replaced by another node, and a link to a directory
   * by a directory. Otherwise a directory stays, and the entry of a directory is merged into the
   * one that a link leads to.
   */
  default boolean replacesDirectories() {
    return false;
  }
}
