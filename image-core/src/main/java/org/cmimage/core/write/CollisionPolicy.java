package org.cmimage.core.write;

import java.io.IOException;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.tree.TreeEntry;

/**
 * Decides what happens to an entry whose path is taken. Two directories never collide, and a
 * directory with content is never replaced by something else, whatever the policy says. Called from
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

  /** What to do. */
  enum Decision {
    /** Fail. */
    REFUSE,
    /** Remove what is there and write the entry. */
    REPLACE,
    /** Leave what is there and drop the entry. */
    KEEP,
    /**
     * As {@link #KEEP}, but fail unless what is there is the same: type, content, target, device
     * numbers.
     */
    REQUIRE_EQUAL
  }

  /**
   * Decides one case.
   *
   * @param existing what is there now, a link not followed
   * @throws IOException to fail with a better explanation than {@link Decision#REFUSE} has
   */
  Decision decide(TreeEntry entry, FileStatus existing) throws IOException;

  /**
   * Returns whether an empty directory may be replaced by something else, and a link to a directory
   * by a directory. Else a directory stays, and the entry of a directory is merged into the one
   * that a link leads to.
   */
  default boolean replacesDirectories() {
    return false;
  }
}
