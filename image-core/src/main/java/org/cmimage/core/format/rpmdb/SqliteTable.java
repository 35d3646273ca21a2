package org.cmimage.core.format.rpmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.cmimage.core.fault.FaultException;

/**
 * A walk over the rows of one table in the order of their numbers.
 *
 * <p>Format: sqlite.org/fileformat2.html, sections 1.6 (b-tree pages) and 1.7 (overflow pages).
 */
final class SqliteTable {
  private static final int INTERIOR = 5;
  private static final int LEAF = 13;
  private static final int MIN_CELL = 4;

  /** SQLite's own limit; a tree of this depth holds more than a file can. */
  private static final int MAX_DEPTH = 20;

  private final SqliteFile file;
  private final HeaderBuffer buffer;
  private final RowSink sink;
  private final ByteBuffer overflow;
  private long lastRow = Long.MIN_VALUE;

  /** A consumer of the rows of a table. */
  @FunctionalInterface
  interface RowSink {
    /**
     * Accepts one row.
     *
     * @param row valid during the call
     */
    void accept(SqliteRow row) throws IOException;
  }

  private SqliteTable(SqliteFile file, HeaderBuffer buffer, RowSink sink) {
    this.file = file;
    this.buffer = buffer;
    this.sink = sink;
    this.overflow = ByteBuffer.allocate(file.pageSize());
  }

  /** Passes all rows of the table with this root page to the sink. */
  static void read(SqliteFile file, int root, HeaderBuffer buffer, RowSink sink)
      throws IOException {
    new SqliteTable(file, buffer, sink).readTree(root, Long.MAX_VALUE, 1);
  }

  /**
   * Reads a subtree.
   *
   * @param maximum the greatest row number that it can have
   */
  private void readTree(int number, long maximum, int depth) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(file.pageSize());
    String where = file.page(number, page);
    if (depth > MAX_DEPTH) {
      throw file.damaged(where, "a tree of at most " + MAX_DEPTH + " levels", "more");
    }
    int header = number == 1 ? SqliteFile.HEADER : 0;
    int type = page.get(header);
    switch (type) {
      case INTERIOR -> readInterior(where, page, header, maximum, depth);
      case LEAF -> readLeaf(where, page, header, maximum);
      default -> throw file.damaged(where, "a page of a table", "type " + type);
    }
  }

  private void readInterior(String where, ByteBuffer page, int header, long maximum, int depth)
      throws IOException {
    SqlitePage cells = new SqlitePage(file, where, page, header, header + 12);
    for (int cell = 0; cell < cells.count(); cell++) {
      int start = cells.seek(cell);
      int child = page.getInt();
      long key = varint(where, page);
      cells.account(page.position() - start);
      if (key < lastRow || key > maximum) {
        throw file.damaged(where, "rows in order", "row " + key + " behind row " + lastRow);
      }
      readTree(child, key, depth + 1);
      lastRow = key;
    }
    cells.requireAllAccounted();
    readTree(page.getInt(header + 8), maximum, depth + 1);
  }

  private void readLeaf(String where, ByteBuffer page, int header, long maximum)
      throws IOException {
    SqlitePage cells = new SqlitePage(file, where, page, header, header + 8);
    for (int cell = 0; cell < cells.count(); cell++) {
      int start = cells.seek(cell);
      long length = varint(where, page);
      long row = varint(where, page);
      if (row <= lastRow || row > maximum) {
        throw file.damaged(where, "rows in order", "row " + row + " behind row " + lastRow);
      }
      lastRow = row;
      ByteBuffer payload = payload(where, page, length);
      cells.account(Math.max(MIN_CELL, page.position() - start));
      sink.accept(new SqliteRow(file, row, payload));
    }
    cells.requireAllAccounted();
  }

  /**
   * Returns a payload, the first part of which is in the cell (section 1.6), the rest in a chain of
   * overflow pages.
   */
  private ByteBuffer payload(String where, ByteBuffer page, long length) throws IOException {
    ByteBuffer payload = buffer.ofLength(where, length);
    int usable = file.usableSize();
    int most = usable - 35;
    int least = (usable - 12) * 32 / 255 - 23;
    long fitting = least + (length - least) % (usable - 4);
    long local = length <= most ? length : fitting <= most ? fitting : least;
    boolean chained = local < length;
    if (page.remaining() < local + (chained ? 4 : 0)) {
      throw file.damaged(where, "a cell of " + local + " bytes", page.remaining() + " of them");
    }
    payload.put(page.slice(page.position(), (int) local));
    page.position(page.position() + (int) local);
    int next = chained ? page.getInt() : 0;
    while (payload.hasRemaining()) {
      String at = file.page(next, overflow);
      int part = Math.min(payload.remaining(), usable - 4);
      payload.put(overflow.slice(4, part));
      next = overflow.getInt(0);
      if (next != 0 && !payload.hasRemaining()) {
        throw file.damaged(at, "the last page of a row", "page " + next + " behind it");
      }
    }
    return payload.flip();
  }

  private long varint(String where, ByteBuffer page) throws FaultException {
    return SqliteRow.varint(page)
        .orElseThrow(() -> file.damaged(where, "a number", "the page's end"));
  }
}
