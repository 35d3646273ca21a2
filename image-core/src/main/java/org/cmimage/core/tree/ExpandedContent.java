package org.cmimage.core.tree;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;

/**
 * The whole content of a regular file with holes as zeros, made from the content of its entry. Ends
 * early where that does. Closing it has no effect.
 */
public final class ExpandedContent extends BlockStream {
  private final InputStream parts;
  private final List<Extent> extents;
  private final long size;
  private int next;
  private long position;

  private ExpandedContent(InputStream parts, Kind.Regular file) {
    this.parts = parts;
    this.extents = file.data();
    this.size = file.size();
  }

  /** Returns the whole content of {@code file}; for a file without holes {@code content} itself. */
  public static InputStream of(Kind.Regular file, InputStream content) {
    return file.isSparse() ? new ExpandedContent(content, file) : content;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    while (next < extents.size() && position == end(extents.get(next))) {
      next++;
    }
    boolean last = next == extents.size();
    long holeEnd = last ? size : extents.get(next).offset();
    if (length == 0 || last && position == size) {
      return length == 0 ? 0 : -1;
    }
    int count;
    if (position < holeEnd) {
      count = (int) Math.min(length, holeEnd - position);
      Arrays.fill(buffer, offset, offset + count, (byte) 0);
    } else {
      count = parts.read(buffer, offset, (int) Math.min(length, end(extents.get(next)) - position));
    }
    position += Math.max(count, 0);
    return count;
  }

  private static long end(Extent extent) {
    return extent.offset() + extent.length();
  }
}
