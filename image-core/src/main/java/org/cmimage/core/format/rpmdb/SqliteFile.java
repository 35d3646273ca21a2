package org.cmimage.core.format.rpmdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;

/**
 * The pages of a SQLite database, with the changes of its write-ahead log. Each page can be read
 * once.
 *
 * <p>Format: sqlite.org/fileformat2.html, section 1.3.
 */
final class SqliteFile {
  /** The length of the database header in bytes, at the start of page 1. */
  static final int HEADER = 100;

  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(ISO_8859_1);
  private static final int MIN_PAGE = 512;
  private static final int MAX_PAGE = 65536;
  private static final int MIN_USABLE = 480;
  private static final int UTF_8 = 1;

  private final DatabaseFile file;
  private final Optional<WriteAheadLog> log;
  private final int pageSize;
  private final int usableSize;
  private final int pageCount;
  private final BitSet read = new BitSet();

  /**
   * Opens the database.
   *
   * @param logFile its write-ahead log, unless there is none or it is empty; the caller closes it,
   *     and the database
   */
  SqliteFile(DatabaseFile file, Optional<DatabaseFile> logFile) throws IOException {
    this.file = file;
    ByteBuffer onDisk = file.read("header", ByteBuffer.allocate(HEADER), 0);
    this.pageSize = pageSize(onDisk);
    this.log =
        logFile.isEmpty()
            ? Optional.empty()
            : Optional.of(WriteAheadLog.read(logFile.get(), pageSize));
    ByteBuffer changed = ByteBuffer.allocate(HEADER);
    ByteBuffer header = log.isPresent() && log.get().read(1, changed) ? changed : onDisk;
    if (pageSize(header) != pageSize) {
      throw file.damaged("header", "pages of " + pageSize + " bytes", pageSize(header));
    }
    this.usableSize = pageSize - Byte.toUnsignedInt(header.get(20));
    requireReadable(header);
    this.pageCount = pageCount(header);
  }

  private int pageSize(ByteBuffer header) throws FaultException {
    byte[] magic = new byte[MAGIC.length];
    header.get(0, magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw file.damaged("header", "a SQLite 3 database", "something else");
    }
    int told = Short.toUnsignedInt(header.getShort(16));
    int size = told == 1 ? MAX_PAGE : told;
    if (size < MIN_PAGE || Integer.bitCount(size) != 1) {
      throw file.damaged("header", "a power of two from 512 to 65536 as page size", told);
    }
    return size;
  }

  private void requireReadable(ByteBuffer header) throws FaultException {
    int version = header.get(19);
    if (version != 1 && version != 2) {
      throw file.damaged("header", "read version 1 or 2", version);
    }
    if (usableSize < MIN_USABLE
        || header.get(21) != 64
        || header.get(22) != 32
        || header.get(23) != 32) {
      throw file.damaged("header", "usual payload fractions and reserved space", "others");
    }
    int encoding = header.getInt(56);
    if (encoding != UTF_8) {
      throw file.damaged("header", "UTF-8", "text encoding " + Integer.toUnsignedString(encoding));
    }
  }

  private int pageCount(ByteBuffer header) throws FaultException {
    long inFile = file.size() / pageSize;
    if (log.isPresent() && log.get().pageCount().isPresent()) {
      int changed = log.get().pageCount().getAsInt();
      if (changed < 1 || changed > DatabaseFile.LIMIT / pageSize) {
        throw file.damaged(
            "log",
            "at most " + DatabaseFile.LIMIT / pageSize + " pages",
            Integer.toUnsignedString(changed));
      }
      return changed;
    }
    // Section 1.3.8: the count is valid where the change counters are equal.
    int told = header.getInt(28);
    if (told == 0 || header.getInt(24) != header.getInt(92)) {
      return (int) inFile;
    }
    if (told < 0 || told > inFile) {
      throw file.damaged("header", inFile + " pages", Integer.toUnsignedString(told));
    }
    return told;
  }

  /** Returns the size of a page in bytes. */
  int pageSize() {
    return pageSize;
  }

  /** Returns the usable size of a page in bytes. */
  int usableSize() {
    return usableSize;
  }

  /**
   * Reads a page into a buffer of its length.
   *
   * @return the page's name, for messages
   */
  String page(int number, ByteBuffer into) throws IOException {
    String where = "page " + Integer.toUnsignedString(number);
    if (number < 1 || number > pageCount) {
      throw file.damaged(
          where, Integer.toUnsignedString(pageCount) + " pages", "a reference to it");
    }
    if (read.get(number)) {
      throw file.damaged(where, "one reference to it", "another");
    }
    read.set(number);
    into.clear();
    if (log.isEmpty() || !log.get().read(number, into)) {
      file.read(where, into, (number - 1L) * pageSize);
    }
    return where;
  }

  /** Makes the fault of a database that violates its format. */
  FaultException damaged(String where, Object expected, Object found) {
    return file.damaged(where, expected, found);
  }
}
