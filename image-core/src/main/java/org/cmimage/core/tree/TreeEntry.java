package org.cmimage.core.tree;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of an image tree as a source describes it, in full: nothing that Linux keeps about a
 * file is lost on the way from an archive to a tree.
 *
 * @param path where it belongs
 * @param kind what it is
 * @param attributes owner, mode, time and extended attributes; those of a hard link are its
 *     target's and are not applied
 */
public record TreeEntry(TreePath path, Kind kind, Attributes attributes) {

  /** A part of a file, in bytes from its start. */
  public record Extent(long offset, long length) {}

  /** What an entry is. */
  public sealed interface Kind {
    /**
     * A regular file; its content travels beside the entry.
     *
     * @param size in bytes, as {@code st_size} has it
     * @param data empty for a file without holes, whose content is {@code size} bytes. Else the
     *     parts of the file that hold data, in order, apart from each other and within {@code
     *     size}; the content is these parts, one after another, and everything between them is
     *     zeros. A file that is one hole has one part of length 0 at its end.
     */
    record Regular(long size, List<Extent> data) implements Kind {
      /**
       * @throws IllegalArgumentException where a part is out of order or beyond {@code size}
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

      /** A file without holes. */
      public Regular(long size) {
        this(size, List.of());
      }

      /** Whether the file has holes, so that its content is not all of it. */
      public boolean isSparse() {
        return !data.isEmpty();
      }

      /** The number of bytes that travel beside the entry. */
      public long contentSize() {
        return isSparse() ? data.stream().mapToLong(Extent::length).sum() : size;
      }
    }

    record Directory() implements Kind {}

    /** A symbolic link; {@code target} is kept byte for byte and never followed by the source. */
    @SuppressWarnings(
        "ArrayRecordComponent") // compared by nobody; a copy for each of a tree's links would buy
    // nothing
    record Symlink(byte[] target) implements Kind {}

    /** A second name of a regular file that came earlier in the same archive. */
    record HardLink(TreePath target) implements Kind {}

    /** A device, FIFO or socket; numbers are 0 for the latter two. */
    record Special(NodeType type, int major, int minor) implements Kind {}
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

  /** The size of the content that travels with this entry, without holes; empty where none does. */
  public Optional<Long> contentSize() {
    return kind instanceof Kind.Regular regular
        ? Optional.of(regular.contentSize())
        : Optional.empty();
  }
}
