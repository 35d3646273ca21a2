package org.cmimage.core.format.rpmdb;

import java.nio.ByteBuffer;
import org.cmimage.core.fault.FaultException;

/**
 * The cells of a b-tree page, with a check that cells and free blocks fill the page: so a page
 * whose cell count was decreased is detected.
 *
 * <p>Format: sqlite.org/fileformat2.html, section 1.6.
 */
final class SqlitePage {
  private static final int MAX_FRAGMENTS = 60;
  private static final int MIN_BLOCK = 4;

  private final SqliteFile file;
  private final String where;
  private final ByteBuffer page;
  private final int header;
  private final int pointers;
  private final int count;
  private final int content;
  private int accounted;

  /**
   * Parses the page's header.
   *
   * @param header its offset
   * @param pointers the offset behind it, where the cells' offsets begin
   */
  SqlitePage(SqliteFile file, String where, ByteBuffer page, int header, int pointers)
      throws FaultException {
    this.file = file;
    this.where = where;
    this.page = page;
    this.header = header;
    this.pointers = pointers;
    this.count = Short.toUnsignedInt(page.getShort(header + 3));
    int told = Short.toUnsignedInt(page.getShort(header + 5));
    this.content = told == 0 ? 65536 : told;
    if (content < pointers + 2 * count || content > file.usableSize()) {
      throw file.damaged(where, "content behind " + count + " cells", "it at " + content);
    }
  }

  int count() {
    return count;
  }

  /** Moves to a cell, so that it can be read up to the end of the content. */
  int seek(int cell) throws FaultException {
    int start = Short.toUnsignedInt(page.getShort(pointers + 2 * cell));
    if (start < content || start > file.usableSize() - MIN_BLOCK) {
      throw file.damaged(where, "cell " + cell + " within the content", "it at " + start);
    }
    page.limit(file.usableSize()).position(start);
    return start;
  }

  /** Adds the bytes of a cell to the used ones. */
  void account(int bytes) {
    accounted += bytes;
  }

  /** Checks that cells, free blocks and fragments fill the page. */
  void requireAllAccounted() throws FaultException {
    page.limit(page.capacity());
    int fragments = Byte.toUnsignedInt(page.get(header + 7));
    int all = accounted + fragments;
    int block = Short.toUnsignedInt(page.getShort(header + 1));
    int end = content;
    while (block != 0) {
      if (block < end || block > file.usableSize() - MIN_BLOCK) {
        throw file.damaged(where, "free blocks in order", "one at " + block);
      }
      int size = Short.toUnsignedInt(page.getShort(block + 2));
      if (size < MIN_BLOCK || size > file.usableSize() - block) {
        throw file.damaged(where, "a free block at " + block, "one of " + size + " bytes");
      }
      all += size;
      end = block + size;
      block = Short.toUnsignedInt(page.getShort(block));
    }
    if (fragments > MAX_FRAGMENTS || all != file.usableSize() - content) {
      throw file.damaged(
          where, (file.usableSize() - content) + " bytes in cells and free blocks", all);
    }
  }
}
