package org.cmimage.sources.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;

/** The positions of the data of a sparse file, in GNU tar's formats. */
final class SparseMap {
  /**
   * The limit of parts: a map of as many takes 8 MiB; no file of an operating system has a
   * hundredth.
   */
  static final int MAX_EXTENTS = 1 << 18;

  private static final int NUMBER = 12;
  private static final int HEADER_PARTS = 4;
  private static final int CONTINUED_PARTS = 21;
  private static final int CONTINUED_EXTENDED = 504;

  /** The positions of the fields of the map in a header of type {@code S}. */
  private enum Layout {
    /** GNU tar, "oldgnu" and "gnu". */
    GNU(386, 482, 483),
    /** star, "star", "xstar" and "exustar" (tar.h of GNU tar, star_in_header). */
    STAR(356, 355, 452);

    private final int map;
    private final int extended;
    private final int size;

    Layout(int map, int extended, int size) {
      this.map = map;
      this.extended = extended;
      this.size = size;
    }
  }

  private final List<Extent> extents = new ArrayList<>();

  void add(long offset, long length) throws FaultException {
    if (extents.size() == MAX_EXTENTS) {
      throw TarFault.corrupt("a sparse file has more than " + MAX_EXTENTS + " parts");
    }
    extents.add(new Extent(offset, length));
  }

  int count() {
    return extents.size();
  }

  /**
   * Returns the file of this map.
   *
   * @param size of the file, holes included
   * @param stored the number of bytes of data in the archive
   * @throws FaultException if parts overlap, are out of order or beyond the file, or do not cover
   *     the stored data
   */
  Kind.Regular file(long size, long stored) throws FaultException {
    List<Extent> data = new ArrayList<>();
    long end = 0;
    long sum = 0;
    for (Extent extent : extents) {
      if (extent.offset() < end || extent.length() > size - extent.offset()) {
        throw TarFault.corrupt(
            "the map of a sparse file is wrong: "
                + extent.length()
                + " bytes at "
                + extent.offset()
                + " are "
                + (extent.offset() < end ? "out of order" : "beyond its " + size + " bytes"));
      }
      end = extent.offset() + extent.length();
      sum += extent.length();
      if (extent.length() > 0) {
        append(data, extent);
      }
    }
    if (sum != stored) {
      throw TarFault.corrupt(
          "the map of a sparse file is wrong: it has "
              + sum
              + " bytes of data; stored are "
              + stored);
    }
    if (data.isEmpty() && size > 0) {
      data.add(new Extent(size, 0));
    }
    return new Kind.Regular(size, sum == size ? List.of() : data);
  }

  private static void append(List<Extent> data, Extent extent) {
    Extent last = data.isEmpty() ? new Extent(-1, 0) : data.get(data.size() - 1);
    if (last.offset() + last.length() == extent.offset()) {
      data.set(data.size() - 1, new Extent(last.offset(), last.length() + extent.length()));
    } else {
      data.add(extent);
    }
  }

  /**
   * Reads a file of type {@code S}: four parts in the header, more in the following blocks (GNU tar
   * manual, "Basic Tar Format").
   *
   * @param block the header
   * @param in positioned after it; left at the file's data
   * @param realSize of the file, if an extended header gives it
   */
  static Kind.Regular readOld(byte[] block, InputStream in, long stored, Optional<Long> realSize)
      throws IOException {
    Layout layout = TarHeader.isStar(block) ? Layout.STAR : Layout.GNU;
    SparseMap map = new SparseMap();
    map.addParts(block, layout.map, HEADER_PARTS);
    boolean continued = block[layout.extended] != 0;
    byte[] more = new byte[continued ? TarHeader.BLOCK : 0];
    while (continued) {
      if (in.readNBytes(more, 0, TarHeader.BLOCK) < TarHeader.BLOCK) {
        throw EntryContent.truncated();
      }
      int before = map.count();
      map.addParts(more, 0, CONTINUED_PARTS);
      if (map.count() == before) {
        throw TarFault.corrupt("the map of a sparse file is wrong: it is continued without a part");
      }
      continued = more[CONTINUED_EXTENDED] != 0;
    }
    long size =
        realSize.isPresent()
            ? realSize.get()
            : TarNumber.parse(
                block, layout.size, NUMBER, "size of a sparse file", TarHeader.MAX_SIZE);
    return map.file(size, stored);
  }

  private void addParts(byte[] block, int start, int parts) throws FaultException {
    for (int i = 0; i < parts; i++) {
      int at = start + i * 2 * NUMBER;
      // Unused parts are all NUL; those of length zero have digits.
      if (block[at + NUMBER] != 0) {
        add(
            TarNumber.parse(block, at, NUMBER, "offset in a sparse file", TarHeader.MAX_SIZE),
            TarNumber.parse(
                block, at + NUMBER, NUMBER, "length in a sparse file", TarHeader.MAX_SIZE));
      }
    }
  }
}
