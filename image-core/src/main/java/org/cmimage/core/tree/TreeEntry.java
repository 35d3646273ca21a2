package org.cmimage.core.tree;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of an image tree as a source describes it, with all metadata that Linux keeps about a
 * file.
 *
 * @param path relative to the tree's root
 * @param kind its type, with the data of that type
 * @param attributes owner, mode, time and extended attributes; those of a hard link are its
 *     target's and are not applied
 */
public record TreeEntry(TreePath path, Kind kind, Attributes attributes) {

  /** A range of a file, in bytes from its start. */
  public record Extent(long offset, long length) {}

  /** The type of an entry, with the data of that type. */
  public sealed interface Kind {
    /** Returns what the node is; a hard link is one more name of a regular file. */
    NodeType type();

    /** Calls the method of {@code handler} for entries of this kind. */
    <R, X extends Exception> R accept(Handler<R, X> handler) throws X;

    /**
     * A regular file; its content is passed beside the entry.
     *
     * @param size in bytes, as in {@code st_size}
     * @param data empty for a file without holes, whose content is {@code size} bytes. Else the
     *     ranges of the file that hold data, in order, not adjacent and within {@code size}; the
     *     content is the concatenation of these ranges, and everything between them is zeros. A
     *     file that is one hole has one range of length 0 at its end.
     */
    record Regular(long size, List<Extent> data) implements Kind {
      /**
       * Checks the ranges.
       *
       * @throws IllegalArgumentException where a range is out of order or beyond {@code size}
       */
      public Regular {
        data = List.copyOf(data);
        long end = 0;
        for (Extent extent : data) {
          if (extent.offset() < end
              || extent.length() < 0
              || extent.length() > size - extent.offset()) {
            throw new IllegalArgumentException(
                extent + " is out of order or beyond the file's " + size + " bytes");
          }
          end = extent.offset() + extent.length();
        }
      }

      /** Makes a file without holes. */
      public Regular(long size) {
        this(size, List.of());
      }

      /** Returns whether the file has holes, so that the content does not have all of its bytes. */
      public boolean isSparse() {
        return !data.isEmpty();
      }

      /** Returns the number of bytes passed beside the entry. */
      public long contentSize() {
        return isSparse() ? data.stream().mapToLong(Extent::length).sum() : size;
      }

      @Override
      public NodeType type() {
        return NodeType.REGULAR;
      }

      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.regular(this);
      }
    }

    record Directory() implements Kind {
      @Override
      public NodeType type() {
        return NodeType.DIRECTORY;
      }

      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.directory(this);
      }
    }

    /** A symbolic link; {@code target} is kept byte for byte and never followed by the source. */
    @SuppressWarnings(
        "ArrayRecordComponent") // never compared, and copying each link would be waste
    record Symlink(byte[] target) implements Kind {
      @Override
      public NodeType type() {
        return NodeType.SYMLINK;
      }

      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.symlink(this);
      }
    }

    /** A second name of a regular file that came earlier in the same archive. */
    record HardLink(TreePath target) implements Kind {
      @Override
      public NodeType type() {
        return NodeType.REGULAR;
      }

      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.hardLink(this);
      }
    }

    /** A device, FIFO or socket; the numbers of FIFOs and sockets are 0. */
    record Special(NodeType type, int major, int minor) implements Kind {
      @Override
      public <R, X extends Exception> R accept(Handler<R, X> handler) throws X {
        return handler.special(this);
      }
    }

    /**
     * A case for each kind, so that a new one does not compile where it is not handled.
     *
     * @param <R> what is made of an entry
     * @param <X> what the cases throw
     */
    interface Handler<R, X extends Exception> {
      R regular(Regular kind) throws X;

      R directory(Directory kind) throws X;

      R symlink(Symlink kind) throws X;

      R hardLink(HardLink kind) throws X;

      R special(Special kind) throws X;
    }
  }

  /**
   * Owner, mode, time and extended attributes.
   *
   * @param mode permission bits with setuid, setgid and sticky: the low 12 bits of {@code st_mode}
   * @param mtimeSeconds since the epoch, may be negative
   * @param mtimeNanos 0 to 999,999,999
   * @param xattrs by full name ({@code security.capability}, {@code system.posix_acl_access}),
   *     values as the kernel stores them
   */
  public record Attributes(
      int mode, int uid, int gid, long mtimeSeconds, int mtimeNanos, Map<String, byte[]> xattrs) {
    public Attributes {
      xattrs = Map.copyOf(xattrs);
    }
  }

  /**
   * Returns the size of the content of this entry in bytes, without holes; empty for entries
   * without content.
   */
  public Optional<Long> contentSize() {
    return kind instanceof Kind.Regular regular
        ? Optional.of(regular.contentSize())
        : Optional.empty();
  }
}
