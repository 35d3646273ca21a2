package org.cmimage.core.spi;

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

  /** What an entry is. */
  public sealed interface Kind {
    /** A regular file of {@code size} bytes; its content travels beside the entry. */
    record Regular(long size) implements Kind {}

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

  /** The size of the content that travels with this entry; empty where none does. */
  public Optional<Long> contentSize() {
    return kind instanceof Kind.Regular regular ? Optional.of(regular.size()) : Optional.empty();
  }
}
