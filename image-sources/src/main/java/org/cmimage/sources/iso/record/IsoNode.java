package org.cmimage.sources.iso.record;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.tree.TreeEntry.Attributes;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.sources.bytes.ByteExtent;

/**
 * A file, directory, link or device of an image.
 *
 * @param name without slashes, never {@code .} or {@code ..}; empty for the root
 * @param kind never a hard link; a regular file's size is that of its content, decompressed
 * @param extents the content of a regular file, or the records of a directory, as bytes of the
 *     image; they may be beyond its end
 * @param zisofs the compression of the content; empty if it is not compressed
 * @param links the number of names of the file
 * @param serial the same for all names of one file; 0 if none is recorded
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record IsoNode(
    byte[] name,
    Kind kind,
    Attributes attributes,
    List<ByteExtent> extents,
    Optional<Zisofs> zisofs,
    long links,
    long serial) {

  /**
   * Transparent compression of a file.
   *
   * @param header its length in bytes
   * @param blockBits the logarithm of a block's size
   */
  public record Zisofs(int header, int blockBits) {}

  public IsoNode {
    extents = List.copyOf(extents);
  }

  /** Returns whether it is a directory. */
  public boolean isDirectory() {
    return kind instanceof Kind.Directory;
  }
}
