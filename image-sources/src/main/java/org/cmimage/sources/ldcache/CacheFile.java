package org.cmimage.sources.ldcache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The file format of {@code ld.so.cache} since glibc 2.33: a header of 48 bytes, an entry of 24
 * bytes for each library, strings, and one extension with the name of the program that wrote it.
 * Numbers are little-endian; offsets are those from the start of the file.
 */
final class CacheFile {
  private static final String MAGIC = "glibc-ld.so.cache1.1";
  private static final int HEADER = 48;
  private static final int ENTRY = 24;
  private static final int EXTENSION = 24;
  private static final byte LITTLE_ENDIAN = 2;
  private static final int EXTENSION_MAGIC = 0xeaa42174;

  /**
   * Those that the loader searches first, which has a binary search over descending names, come
   * first; equal ones stay in the order of their directories.
   */
  private static final Comparator<Entry> ORDER =
      Comparator.comparing(Entry::name, CacheFile::compare).reversed();

  private CacheFile() {}

  /** A library by the name that programs ask for. */
  record Entry(String name, String path) {}

  /**
   * Returns the content of a file.
   *
   * @param flags of the libraries: their kind and architecture
   * @param generator the name and version of the program
   */
  static byte[] of(List<Entry> libraries, int flags, String generator) {
    List<Entry> entries = new ArrayList<>(libraries);
    entries.sort(ORDER);
    int start = HEADER + ENTRY * entries.size();
    Map<String, Integer> offsets = new HashMap<>();
    byte[] strings = strings(entries, start, offsets);
    int extension = (start + strings.length + 3) & ~3;
    byte[] name = generator.getBytes(ISO_8859_1);
    ByteBuffer file =
        ByteBuffer.allocate(extension + EXTENSION + name.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(MAGIC.getBytes(ISO_8859_1)).putInt(entries.size()).putInt(strings.length);
    file.put(LITTLE_ENDIAN).position(32);
    file.putInt(extension).position(HEADER);
    for (Entry entry : entries) {
      file.putInt(flags).putInt(offsets.getOrDefault(entry.name(), 0));
      file.putInt(offsets.getOrDefault(entry.path(), 0));
      file.putInt(0).putLong(0);
    }
    file.put(strings).position(extension);
    file.putInt(EXTENSION_MAGIC).putInt(1);
    file.putInt(0).putInt(0).putInt(extension + EXTENSION).putInt(name.length);
    return file.put(name).array();
  }

  /** Returns the table of strings, in which one that another ends with takes no room of its own. */
  private static byte[] strings(List<Entry> entries, int start, Map<String, Integer> offsets) {
    TreeSet<String> backwards = new TreeSet<>(Comparator.reverseOrder());
    for (Entry entry : entries) {
      backwards.add(reversed(entry.name()));
      backwards.add(reversed(entry.path()));
    }
    StringBuilder table = new StringBuilder();
    String last = "";
    for (String text : backwards) {
      if (!last.startsWith(text)) {
        table.append(reversed(text)).append('\0');
        last = text;
      }
      offsets.put(reversed(text), start + table.length() - 1 - text.length());
    }
    return table.toString().getBytes(ISO_8859_1);
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  /** Compares names so that numbers in them count as numbers, and come after everything else. */
  static int compare(String one, String other) {
    int i = 0;
    int j = 0;
    while (i < one.length()) {
      boolean digit = isDigit(one, i);
      if (digit != isDigit(other, j)) {
        return digit ? 1 : -1;
      }
      if (digit) {
        int k = endOfNumber(one, i);
        int l = endOfNumber(other, j);
        int order = Long.compare(number(one, i, k), number(other, j, l));
        if (order != 0) {
          return order;
        }
        i = k;
        j = l;
      } else {
        int order = character(one, i++) - character(other, j++);
        if (order != 0) {
          return order;
        }
      }
    }
    return -character(other, j);
  }

  private static boolean isDigit(String text, int at) {
    return character(text, at) >= '0' && character(text, at) <= '9';
  }

  /** Returns 0 at the end of the text. */
  private static int character(String text, int at) {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private static int endOfNumber(String text, int from) {
    int end = from;
    while (isDigit(text, end)) {
      end++;
    }
    return end;
  }

  /** Returns a number modulo 2^32, as it is computed there. */
  private static long number(String text, int from, int end) {
    int number = 0;
    for (int i = from; i < end; i++) {
      number = number * 10 + (text.charAt(i) - '0');
    }
    return number;
  }
}
