package org.cmimage.core.rootfs;

import java.io.IOException;
import org.cmimage.core.spi.FileStatus;
import org.cmimage.core.spi.TreeEntry;

/**
 * Decides what happens to an entry whose path is taken. Two directories never collide; a directory
 * is never replaced by something else, whatever the policy says. Called from the threads that
 * write.
 */
@FunctionalInterface
public interface CollisionPolicy {
  /** Every collision is an error. */
  CollisionPolicy REFUSE = (entry, existing) -> Decision.REFUSE;

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
}
