package org.cmimage.sources.iso.record;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.cmimage.core.tree.AsciiText;

/** The formats of numbers, dates and texts in records (ECMA-119 §7 and §8.4.26). */
final class Fields {
  private static final int MINUTES = 15;
  private static final int LONG_DATE = 17;

  /** Year, month, day, hour, minute, second. */
  private static final int PARTS = 6;

  /**
   * The largest time zone, in quarters of an hour; mkisofs writes others for dates in the future.
   */
  private static final int FARTHEST = 52;

  private Fields() {}

  static int unsigned8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  /** Reads a number of 16 bits from the little-endian half, which comes first (§7.2.3). */
  static int unsigned16(byte[] bytes, int at) {
    return unsigned8(bytes, at) | unsigned8(bytes, at + 1) << 8;
  }

  /** Reads a number of 32 bits from the little-endian half, which comes first (§7.3.3). */
  static long unsigned32(byte[] bytes, int at) {
    return unsigned16(bytes, at) | (long) unsigned16(bytes, at + 2) << 16;
  }

  /** Returns whether the bytes contain an ASCII text at a position. */
  static boolean matches(byte[] bytes, int at, String text) {
    if (at + text.length() > bytes.length) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Reads a field of characters padded with spaces; characters other than printable ASCII become
   * {@code ?}.
   */
  static String text(byte[] bytes, int at, int length) {
    return AsciiText.of(
        new String(bytes, at, length, StandardCharsets.US_ASCII).replaceAll("[ \0]+$", ""));
  }

  /**
   * Reads a date of 7 bytes (ECMA-119 §9.1.5), in seconds since the epoch; 0 if it is absent or
   * invalid.
   */
  static long shortDate(byte[] bytes, int at) {
    int[] parts = new int[PARTS];
    for (int i = 0; i < PARTS; i++) {
      parts[i] = unsigned8(bytes, at + i);
    }
    parts[0] += 1900;
    return seconds(parts, bytes[at + PARTS]);
  }

  /** Reads a date of 17 bytes (ECMA-119 §8.4.26.1); empty if it is absent or invalid. */
  static Optional<Instant> longDate(byte[] bytes, int at) {
    String digits = new String(bytes, at, LONG_DATE - 1, StandardCharsets.US_ASCII);
    if (!digits.matches("\\d{16}") || digits.startsWith("0000")) {
      return Optional.empty();
    }
    int[] parts = new int[PARTS];
    parts[0] = number(digits, 0, 4);
    for (int i = 1; i < PARTS; i++) {
      parts[i] = number(digits, 2 * i + 2, 2 * i + 4);
    }
    long seconds = seconds(parts, bytes[at + LONG_DATE - 1]);
    return Optional.of(Instant.ofEpochSecond(seconds, number(digits, 14, 16) * 10_000_000L));
  }

  private static int number(String digits, int from, int to) {
    return Integer.parseInt(digits.substring(from, to));
  }

  /**
   * Computes seconds since the epoch from a year, month, day, hour, minute and second, and the zone
   * in quarters of an hour.
   */
  private static long seconds(int[] parts, int quarters) {
    try {
      return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
              .toEpochSecond(ZoneOffset.UTC)
          - (Math.abs(quarters) <= FARTHEST ? quarters * MINUTES * 60L : 0);
    } catch (DateTimeException e) {
      // Writers store zeros for absent dates, and an invalid one is no reason to refuse a file.
      return 0;
    }
  }
}
