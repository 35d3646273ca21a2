package org.cmimage.core.format.rpmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The changes of a SQLite database that are not in its file yet.
 *
 * <p>Format: sqlite.org/fileformat2.html, section 4: a header of 32 bytes; frames of 24 bytes and a
 * page each, valid as long as their salts are the header's and their running checksum is right; of
 * these, all up to the last one that ends a transaction count.
 */
final class WriteAheadLog {
  private static final int MAGIC = 0x377f0682;
  private static final int VERSION = 3007000;
  private static final int HEADER = 32;
  private static final int FRAME = 24;

  /** The limit of pages remembered: 2 GiB of the usual page size. */
  private static final int MAX_PAGES = 1 << 19;

  private final DatabaseFile file;
  private final ByteBuffer header = ByteBuffer.allocate(HEADER);
  private final ByteOrder sumOrder;
  private final Map<Integer, Long> offsets = new HashMap<>();
  private int pageCount;
  private int sum1;
  private int sum2;

  private WriteAheadLog(DatabaseFile file) throws IOException {
    this.file = file;
    file.read("header", header, 0);
    int magic = header.getInt(0);
    this.sumOrder = (magic & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    if ((magic & ~1) != MAGIC || header.getInt(4) != VERSION) {
      throw file.damaged("header", "a write-ahead log, version " + VERSION, "something else");
    }
    addToSum(header, 0, FRAME);
    if (!sumIs(header, FRAME)) {
      throw file.damaged("header", "its checksum", "another");
    }
  }

  /** Reads a log through, without keeping its pages. */
  static WriteAheadLog read(DatabaseFile file, int pageSize) throws IOException {
    WriteAheadLog log = new WriteAheadLog(file);
    if (log.header.getInt(8) != pageSize) {
      throw file.damaged(
          "header",
          "pages of " + pageSize + " bytes",
          Integer.toUnsignedString(log.header.getInt(8)));
    }
    log.readFrames(pageSize);
    return log;
  }

  private void readFrames(int pageSize) throws IOException {
    Map<Integer, Long> transaction = new HashMap<>();
    ByteBuffer frame = ByteBuffer.allocate(FRAME + pageSize);
    for (long at = HEADER; at <= file.size() - frame.capacity(); at += frame.capacity()) {
      file.read("frame at " + at, frame.clear(), at);
      if (frame.getLong(8) != header.getLong(16)) {
        return;
      }
      addToSum(frame, 0, 8);
      addToSum(frame, FRAME, pageSize);
      if (!sumIs(frame, 16)) {
        return;
      }
      transaction.put(frame.getInt(0), at + FRAME);
      if (offsets.size() + transaction.size() > MAX_PAGES) {
        throw file.damaged("frames", "at most " + MAX_PAGES + " pages", "more");
      }
      if (frame.getInt(4) != 0) {
        pageCount = frame.getInt(4);
        offsets.putAll(transaction);
        transaction.clear();
      }
    }
  }

  private boolean sumIs(ByteBuffer expected, int at) {
    return sum1 == expected.getInt(at) && sum2 == expected.getInt(at + 4);
  }

  private void addToSum(ByteBuffer bytes, int start, int length) {
    ByteBuffer words = bytes.slice(start, length).order(sumOrder);
    while (words.hasRemaining()) {
      sum1 += words.getInt() + sum2;
      sum2 += words.getInt() + sum1;
    }
  }

  /** Returns the number of pages of the database with these changes; empty where there are none. */
  OptionalInt pageCount() {
    return offsets.isEmpty() ? OptionalInt.empty() : OptionalInt.of(pageCount);
  }

  /** Fills the buffer with a page and flips it. Returns false where the page is unchanged. */
  boolean read(int page, ByteBuffer into) throws IOException {
    Long offset = offsets.get(page);
    if (offset == null) {
      return false;
    }
    file.read("page " + page, into, offset);
    return true;
  }
}
