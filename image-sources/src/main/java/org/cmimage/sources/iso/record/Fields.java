package org.cmimage.sources.iso.record;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** The forms that numbers, dates and texts have in records (ECMA-119 §7 and §8.4.26). */
final class Fields {
  private static final int MINUTES = 15;
  private static final int LONG_DATE = 17;

  /** Year, month, day, hour, minute, second. */
  private static final int PARTS = 6;

  /** The farthest zone, in quarters of an hour; mkisofs writes others for dates to come. */
  private static final int FARTHEST = 52;

  private Fields() {}

  static int unsigned8(byte[] bytes, int at) {
    return bytes[at] & 0xff;
  }

  /** A number of 16 bits in the little-endian half that comes first (§7.2.3). */
  static int unsigned16(byte[] bytes, int at) {
    return unsigned8(bytes, at) | unsigned8(bytes, at + 1) << 8;
  }

  /** A number of 32 bits in the little-endian half that comes first (§7.3.3). */
  static long unsigned32(byte[] bytes, int at) {
    return unsigned16(bytes, at) | (long) unsigned16(bytes, at + 2) << 16;
  }

  /** Returns whether a text of ASCII is at a place within the bytes. */
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

  /** A field of characters that spaces fill up; what is beyond printable ASCII as {@code ?}. */
  static String text(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.US_ASCII)
        .replaceAll("[ \0]+$", "")
        .replaceAll("[^ -~]", "?");
  }

  /**
   * A date of 7 bytes (ECMA-119 §9.1.5), in seconds since the epoch; 0 where none is recorded or it
   * is none.
   */
  static long shortDate(byte[] bytes, int at) {
    int[] parts = new int[PARTS];
    for (int i = 0; i < PARTS; i++) {
      parts[i] = unsigned8(bytes, at + i);
    }
    parts[0] += 1900;
    return seconds(parts, bytes[at + PARTS]);
  }

  /** A date of 17 bytes (ECMA-119 §8.4.26.1); empty where none is recorded or it is none. */
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

  /** Of a year, month, day, hour, minute and second, and the zone in quarters of an hour. */
  private static long seconds(int[] parts, int quarters) {
    try {
      return LocalDateTime.of(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
              .toEpochSecond(ZoneOffset.UTC)
          - (Math.abs(quarters) <= FARTHEST ? quarters * MINUTES * 60L : 0);
    } catch (DateTimeException e) {
      // Writers leave dates out as zeros, and a wrong one is no reason to refuse a file.
      return 0;
    }
  }
}
