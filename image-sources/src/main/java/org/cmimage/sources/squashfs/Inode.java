package org.cmimage.sources.squashfs;

import org.cmimage.core.tree.NodeType;

/**
 * An inode, as the table has it.
 *
 * @param reference where it is in the table; names of one file have the same
 * @param number counted from 1
 * @param mode the low 12 bits of {@code st_mode}
 * @param mtime seconds since the epoch
 * @param links how many names it has, as it says
 * @param xattrs number of its extended attributes in their table; -1 for none
 */
record Inode(
    long reference,
    long number,
    int mode,
    int uid,
    int gid,
    long mtime,
    long links,
    int xattrs,
    Content content) {

  /** What an inode is of. */
  sealed interface Content {
    /** Returns the type, as {@code st_mode} has it. */
    NodeType type();
  }

  /**
   * A directory.
   *
   * @param block where its listing begins: a block, relative to the table of directories
   * @param offset in the decoded block
   * @param length of the listing in bytes
   */
  record Directory(long block, int offset, long length) implements Content {
    @Override
    public NodeType type() {
      return NodeType.DIRECTORY;
    }
  }

  /**
   * A regular file.
   *
   * @param start where its first block is in the image
   * @param blocks of each block the length in the image, with the flag of an uncompressed one; 0
   *     for a hole
   * @param fragment which fragment its end is in; -1 for none
   * @param fragmentOffset where in the decoded fragment
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record RegularFile(long start, long size, int[] blocks, long fragment, int fragmentOffset)
      implements Content {
    static final long NO_FRAGMENT = -1;

    @Override
    public NodeType type() {
      return NodeType.REGULAR;
    }
  }

  /** A symbolic link. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Symlink(byte[] target) implements Content {
    @Override
    public NodeType type() {
      return NodeType.SYMLINK;
    }
  }

  /** A device, FIFO or socket; numbers are 0 for the latter two. */
  record Special(NodeType type, int major, int minor) implements Content {}
}
