package org.cmimage.sources.tar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreeEntry.Kind;

/**
 * The records of an extended header about a sparse file (GNU tar manual, "PAX Format, Versions 0.0,
 * 0.1 and 1.0"). Version 0.0 has a record for each number of the map, 0.1 one record for all, 1.0
 * stores the map before the data.
 */
final class SparseRecords {
  private static final String PREFIX = "GNU.sparse.";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final int DIGITS = 18;
  private static final long ABSENT = -1;

  private final SparseMap map = new SparseMap();
  private String version = "0.";
  private long size = ABSENT;
  private long parts = ABSENT;
  private long offset = ABSENT;
  private boolean whole;
  private Optional<byte[]> name = Optional.empty();

  static boolean isKeyword(String keyword) {
    return keyword.startsWith(PREFIX);
  }

  void add(String keyword, byte[] value) throws FaultException {
    switch (keyword.substring(PREFIX.length())) {
      case "major" -> version = number(value) + version.substring(version.indexOf('.'));
      case "minor" -> version = version.substring(0, version.indexOf('.') + 1) + number(value);
      case "name" -> name = Optional.of(value);
      case "size", "realsize" ->
          size = TarNumber.checked(number(value), keyword, TarHeader.MAX_SIZE);
      case "numblocks" -> parts = number(value);
      case "offset" -> {
        if (offset != ABSENT) {
          throw wrong("two offsets follow each other");
        }
        offset = number(value);
      }
      case "numbytes" -> {
        if (offset == ABSENT) {
          throw wrong("a length has no offset");
        }
        map.add(offset, number(value));
        offset = ABSENT;
      }
      case "map" -> addMap(value);
      default -> throw unsupported(keyword);
    }
  }

  private void addMap(byte[] value) throws FaultException {
    if (whole || map.count() > 0) {
      throw wrong("there are two");
    }
    whole = true;
    String text = new String(value, StandardCharsets.ISO_8859_1);
    for (int start = 0; start < text.length(); ) {
      int middle = text.indexOf(',', start);
      int end = middle < 0 ? -1 : text.indexOf(',', middle + 1);
      end = end < 0 ? text.length() : end;
      if (middle < 0) {
        throw wrong("an offset has no length");
      }
      map.add(number(text.substring(start, middle)), number(text.substring(middle + 1, end)));
      start = end + 1;
    }
  }

  /**
   * Returns the name of the file; the header then has another one for programs that do not support
   * sparse files.
   */
  Optional<byte[]> name() {
    return name;
  }

  /**
   * Returns the file that the records describe.
   *
   * @param in positioned at the stored content; left at the data
   * @param stored the number of bytes of map and data
   */
  Kind.Regular file(InputStream in, long stored) throws IOException {
    if (size == ABSENT) {
      throw wrong("it says no size");
    }
    long mapBytes = 0;
    switch (version) {
      case "0.", "0.0", "0.1" -> {
        if (parts != ABSENT && parts != map.count() || offset != ABSENT) {
          throw wrong("it has " + map.count() + " parts; expected " + parts);
        }
      }
      case "1.0" -> {
        if (map.count() > 0) {
          throw wrong("there are two");
        }
        mapBytes = readMap(in, stored);
      }
      default -> throw unsupported("version " + version);
    }
    return map.file(size, stored - mapBytes);
  }

  /** Reads the map before the data: one number per line, padded to whole blocks. */
  private long readMap(InputStream in, long stored) throws IOException {
    Lines lines = new Lines(in, stored);
    long count = lines.next();
    if (count > SparseMap.MAX_EXTENTS) {
      throw wrong("it has " + count + " parts; expected at most " + SparseMap.MAX_EXTENTS);
    }
    for (long i = 0; i < count; i++) {
      long partOffset = lines.next();
      map.add(partOffset, lines.next());
    }
    return lines.consumed;
  }

  private static long number(byte[] value) throws FaultException {
    return number(new String(value, StandardCharsets.ISO_8859_1));
  }

  private static long number(String digits) throws FaultException {
    if (!NUMBER.matcher(digits).matches()) {
      throw wrong("a number is out of range");
    }
    return Long.parseLong(digits);
  }

  private static FaultException wrong(String fact) {
    return TarFault.corrupt("the map of a sparse file is wrong: " + fact);
  }

  private static FaultException unsupported(String what) {
    return TarFault.unsupported(
        "the map of a sparse file is not supported: " + what,
        "make the archive without tar's option --sparse");
  }

  /** Reads decimal numbers in blocks. */
  private static final class Lines {
    private final InputStream in;
    private final long limit;
    private final byte[] block = new byte[TarHeader.BLOCK];
    private int position = TarHeader.BLOCK;
    private long consumed;

    Lines(InputStream in, long limit) {
      this.in = in;
      this.limit = limit;
    }

    long next() throws IOException {
      long value = 0;
      for (int digits = 0; ; digits++) {
        if (position == TarHeader.BLOCK) {
          fill();
        }
        byte digit = block[position++];
        if (digit == '\n' && digits > 0) {
          return value;
        }
        if (digit < '0' || digit > '9' || digits == DIGITS) {
          throw wrong("a number is out of range");
        }
        value = value * 10 + digit - '0';
      }
    }

    private void fill() throws IOException {
      if (limit - consumed < TarHeader.BLOCK) {
        throw wrong("it does not end before the data");
      }
      if (in.readNBytes(block, 0, TarHeader.BLOCK) < TarHeader.BLOCK) {
        throw EntryContent.truncated();
      }
      consumed += TarHeader.BLOCK;
      position = 0;
    }
  }
}
