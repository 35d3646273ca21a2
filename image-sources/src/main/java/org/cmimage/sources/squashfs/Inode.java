package org.cmimage.sources.squashfs;

import org.cmimage.core.tree.NodeType;

/**
 * An inode of the table.
 *
 * @param reference its position in the table, the same for all names of one file
 * @param number counted from 1
 * @param mode the low 12 bits of {@code st_mode}
 * @param mtime seconds since the epoch
 * @param links the number of its names, as stored
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

  /** The type-specific content of an inode. */
  sealed interface Content {
    /** Returns the type, as in {@code st_mode}. */
    NodeType type();

    /** Calls the method of {@code handler} for this content. */
    <R, X extends Exception> R accept(Handler<R, X> handler) throws X;

    /**
     * A case for each content, so that a new one does not compile where it is not handled.
     *
     * @param <R> what is made of a content
     * @param <X> what the cases throw
     */
    interface Handler<R, X extends Exception> {
      R directory(Directory content) throws X;

      R regularFile(RegularFile content) throws X;

      R symlink(Symlink content) throws X;

      R special(Special content) throws X;
    }
  }

  /**
   * A directory.
   *
   * @param block the start of its listing, relative to the table of directories
   * @param offset in the decoded block
   * @param length of the listing in bytes
   */
  record Directory(long block, int offset, long length) implements Content {
    @Override
    public NodeType type() {
      return NodeType.DIRECTORY;
    }

    @Override
    public <R, X extends Exception> R accept(Content.Handler<R, X> handler) throws X {
      return handler.directory(this);
    }
  }

  /**
   * A regular file.
   *
   * @param start the position of its first block in the image
   * @param blocks the length of each block in the image, with the flag for an uncompressed one; 0
   *     for a hole
   * @param fragment the number of the fragment that contains its end; -1 for none
   * @param fragmentOffset in the decoded fragment
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record RegularFile(long start, long size, int[] blocks, long fragment, int fragmentOffset)
      implements Content {
    static final long NO_FRAGMENT = -1;

    @Override
    public NodeType type() {
      return NodeType.REGULAR;
    }

    @Override
    public <R, X extends Exception> R accept(Content.Handler<R, X> handler) throws X {
      return handler.regularFile(this);
    }
  }

  /** A symbolic link. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Symlink(byte[] target) implements Content {
    @Override
    public NodeType type() {
      return NodeType.SYMLINK;
    }

    @Override
    public <R, X extends Exception> R accept(Content.Handler<R, X> handler) throws X {
      return handler.symlink(this);
    }
  }

  /** A device, FIFO or socket; numbers are 0 for the latter two. */
  record Special(NodeType type, int major, int minor) implements Content {
    @Override
    public <R, X extends Exception> R accept(Content.Handler<R, X> handler) throws X {
      return handler.special(this);
    }
  }
}
