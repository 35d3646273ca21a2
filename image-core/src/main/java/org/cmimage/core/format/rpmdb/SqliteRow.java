package org.cmimage.core.format.rpmdb;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;

/**
 * A row of a table.
 *
 * <p>Format: sqlite.org/fileformat2.html, section 2.1: the length of the header, a serial type for
 * each column, then the columns' values.
 */
final class SqliteRow {
  private static final int MAX_VARINT = 9;
  private static final int FIRST_BLOB = 12;
  private static final int[] INTEGER_LENGTHS = {0, 1, 2, 3, 4, 6, 8, 8, 0, 0};

  private final SqliteFile file;
  private final long number;
  private final ByteBuffer record;
  private final int headerLength;

  SqliteRow(SqliteFile file, long number, ByteBuffer record) throws FaultException {
    this.file = file;
    this.number = number;
    this.record = record;
    long length = varint(record.position(0)).orElse(-1L);
    if (length < record.position() || length > record.limit()) {
      throw damaged("a header of at most " + record.limit() + " bytes", length);
    }
    this.headerLength = (int) length;
  }

  /** Returns the row number. */
  long number() {
    return number;
  }

  /** Returns the bytes of a column of type BLOB. */
  ByteBuffer blob(int column) throws FaultException {
    return bytes(column, 0, "a BLOB");
  }

  /** Returns the text of a column of type TEXT. */
  String text(int column) throws FaultException {
    return UTF_8.decode(bytes(column, 1, "TEXT")).toString();
  }

  /** Returns the value of a column of type INTEGER. */
  long integer(int column) throws FaultException {
    Value value = value(column);
    if (value.type() > 9 || value.type() == 0 || value.type() == 7) {
      throw damaged("an INTEGER in column " + column, "serial type " + value.type());
    }
    long integer = value.type() == 9 ? 1 : 0;
    for (int i = 0; i < value.length(); i++) {
      byte next = record.get(value.offset() + i);
      integer = i == 0 ? next : integer << 8 | Byte.toUnsignedInt(next);
    }
    return integer;
  }

  private ByteBuffer bytes(int column, int parity, String expected) throws FaultException {
    Value value = value(column);
    if (value.type() < FIRST_BLOB || value.type() % 2 != parity) {
      throw damaged(expected + " in column " + column, "serial type " + value.type());
    }
    return record.slice(value.offset(), value.length());
  }

  /** The type and place of a column's value. */
  private record Value(long type, int offset, int length) {}

  private Value value(int column) throws FaultException {
    record.position(0);
    varint(record);
    long offset = headerLength;
    for (int at = 0; record.position() < headerLength; at++) {
      long type = varint(record).orElse(-1L);
      if (type < 0 || type == 10 || type == 11) {
        throw damaged("serial types", type);
      }
      long length = type < FIRST_BLOB ? INTEGER_LENGTHS[(int) type] : (type - FIRST_BLOB) / 2;
      if (length > record.limit() - offset) {
        throw damaged("values within " + record.limit() + " bytes", length + " at " + offset);
      }
      if (at == column) {
        return new Value(type, (int) offset, (int) length);
      }
      offset += length;
    }
    throw damaged("a column " + column, "the header's end");
  }

  private FaultException damaged(Object expected, Object found) {
    return file.damaged("row " + number, expected, found);
  }

  /**
   * Reads a variable-length integer (section 1.6): seven bits of each byte, all eight of the ninth;
   * empty where the buffer ends before.
   */
  static Optional<Long> varint(ByteBuffer bytes) {
    long value = 0;
    for (int i = 1; bytes.hasRemaining(); i++) {
      byte next = bytes.get();
      if (i == MAX_VARINT) {
        return Optional.of(value << 8 | Byte.toUnsignedInt(next));
      }
      value = value << 7 | next & 0x7f;
      if (next >= 0) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }
}
