package org.cmimage.sources.tar;

import org.cmimage.core.fault.FaultException;

/**
 * Numbers in the fixed fields of a header: octal text, or base 256 if the first byte's top bit is
 * set (GNU, star).
 */
final class TarNumber {
  private TarNumber() {}

  /** Parses a field; a blank one is 0. */
  static long parse(byte[] block, int offset, int length, String field) throws FaultException {
    return (block[offset] & 0x80) != 0
        ? base256(block, offset, length, field)
        : octal(block, offset, length, field);
  }

  /** Parses a field whose value must be from 0 to {@code max}. */
  static long parse(byte[] block, int offset, int length, String field, long max)
      throws FaultException {
    return checked(parse(block, offset, length, field), field, max);
  }

  /** Parses the id of a user or group: 32 bits, which some writers treat as signed. */
  static long parseId(byte[] block, int offset, String field) throws FaultException {
    long id = parse(block, offset, 8, field);
    return checked(
        id < -1 && id >= Integer.MIN_VALUE ? id & 0xffff_ffffL : id, field, TarHeader.MAX_ID);
  }

  /** Requires that a value is from 0 to {@code max}. */
  static long checked(long value, String field, long max) throws FaultException {
    if (value < 0 || value > max) {
      throw TarFault.corrupt(field + " out of range; expected 0 to " + max + ", found " + value);
    }
    return value;
  }

  private static long octal(byte[] block, int offset, int length, String field)
      throws FaultException {
    int end = offset + length;
    // As GNU tar: a NUL may have come from a preceding field that was too long.
    int at = block[offset] == 0 ? offset + 1 : offset;
    while (at < end && block[at] == ' ') {
      at++;
    }
    // Twelve octal digits are 36 bits: no overflow.
    long value = 0;
    for (; at < end && block[at] != ' ' && block[at] != 0; at++) {
      if (block[at] < '0' || block[at] > '7') {
        throw TarFault.corrupt(field + " is not an octal number");
      }
      value = value << 3 | block[at] - '0';
    }
    return value;
  }

  /**
   * Parses a number in two's complement, big endian; the top bit is the mark, the next one the
   * sign.
   */
  private static long base256(byte[] block, int offset, int length, String field)
      throws FaultException {
    boolean negative = (block[offset] & 0x40) != 0;
    long value = negative ? block[offset] | 0x80 : block[offset] & 0x3f;
    for (int i = offset + 1; i < offset + length; i++) {
      long top = value >> 55;
      if (top != 0 && top != -1) {
        throw TarFault.corrupt(field + " is beyond 64 bits");
      }
      value = value << 8 | block[i] & 0xff;
    }
    return value;
  }
}
