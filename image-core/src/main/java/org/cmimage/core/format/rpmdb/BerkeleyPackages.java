package org.cmimage.core.format.rpmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * A hash database of Berkeley DB, {@code Packages}, as of rpm up to 4.16: keys are package numbers
 * of four bytes, values are headers; number 0 is the key of the number counter. Numbers are in the
 * byte order of the machine that made it.
 *
 * <p>Format, by Berkeley DB's {@code dbinc/db_page.h}: a meta page (struct {@code HMETA33}), and
 * pages with a header of 26 bytes ({@code PAGE}). A hash page begins with the offsets of its items,
 * key and value alternating; the items fill it from its end. An item has a type byte and data
 * ({@code HKEYDATA}) or refers to a chain of overflow pages ({@code HOFFPAGE}). Buckets are found
 * through the table of doublings, as by {@code BUCKET_TO_PAGE} of {@code dbinc/hash.h}.
 */
public final class BerkeleyPackages {
  private static final int MAGIC = 0x061561;
  private static final int META_LENGTH = 512;
  private static final int PAGE_HEADER = 26;
  private static final int HASH_UNSORTED = 2;
  private static final int OVERFLOW = 7;
  private static final int HASH = 13;
  private static final int ITEM_DATA = 1;
  private static final int ITEM_OFF_PAGE = 3;
  private static final int OFF_PAGE_LENGTH = 12;
  private static final int KEY_LENGTH = 4;
  private static final int DOUBLINGS = 32;
  private static final int SCAN_LENGTH = 64 * 1024;

  private final DatabaseFile file;
  private final HeaderBuffer buffer;
  private final HeaderSink sink;
  private final ByteBuffer meta;
  private final int lastPage;
  private final BitSet read = new BitSet();
  private final ByteBuffer page;
  private final ByteBuffer overflow;

  private BerkeleyPackages(DatabaseFile file, HeaderSink sink) throws IOException {
    this.file = file;
    this.sink = sink;
    this.buffer = new HeaderBuffer(file);
    this.meta = file.read("meta page", ByteBuffer.allocate(META_LENGTH), 0);
    meta.order(meta.getInt(12) == MAGIC ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int version = meta.getInt(16);
    if (meta.getInt(12) != MAGIC || version < 8 || version > 10) {
      throw file.damaged("meta page", "a Berkeley DB hash, version 8 to 10", "something else");
    }
    // Encryption, and checksums or partitions, which change offsets.
    if (meta.get(24) != 0 || (meta.get(26) & 3) != 0) {
      throw file.damaged("meta page", "a plain database", "one with encryption or checksums");
    }
    int pageSize = meta.getInt(20);
    if (pageSize < META_LENGTH || pageSize > 64 * 1024 || Integer.bitCount(pageSize) != 1) {
      throw file.damaged("meta page", "a power of two as page size", pageSize);
    }
    this.lastPage = meta.getInt(32);
    if (lastPage < 0 || lastPage >= file.size() / pageSize) {
      throw file.damaged(
          "meta page",
          file.size() / pageSize + " pages",
          Integer.toUnsignedString(lastPage) + " as the last");
    }
    this.page = ByteBuffer.allocate(pageSize).order(meta.order());
    this.overflow = ByteBuffer.allocate(pageSize).order(meta.order());
  }

  /** Passes all headers to the sink, in the order of the buckets. */
  public static void read(DatabaseFile file, HeaderSink sink) throws IOException {
    BerkeleyPackages packages = new BerkeleyPackages(file, sink);
    packages.readBuckets();
    packages.requireNoOther();
  }

  private void readBuckets() throws IOException {
    int last = meta.getInt(72);
    if (last < 0 || last > lastPage) {
      throw file.damaged(
          "meta page", "at most " + lastPage + " buckets", Integer.toUnsignedString(last));
    }
    for (int bucket = 0; bucket <= last; bucket++) {
      int doubling = Integer.SIZE - Integer.numberOfLeadingZeros(bucket);
      int next = bucket + meta.getInt(96 + 4 * Math.min(doubling, DOUBLINGS - 1));
      do {
        String where = fetch(next, page);
        int type = page.get(25);
        if (type != HASH && type != HASH_UNSORTED) {
          throw file.damaged(where, "a hash page", "type " + type);
        }
        readItems(where);
        next = page.getInt(16);
      } while (next != 0);
    }
  }

  /** Reads a page; a second read of the same page is an error. */
  private String fetch(int number, ByteBuffer into) throws IOException {
    String where = "page " + Integer.toUnsignedString(number);
    if (number < 1 || number > lastPage) {
      throw file.damaged(where, "pages up to " + lastPage, "a reference to it");
    }
    if (read.get(number)) {
      throw file.damaged(where, "one reference to it", "another");
    }
    read.set(number);
    file.read(where, into.clear(), (long) number * into.capacity());
    if (into.getInt(8) != number) {
      throw file.damaged(where, "its number", Integer.toUnsignedString(into.getInt(8)));
    }
    return where;
  }

  private void readItems(String where) throws IOException {
    int items = Short.toUnsignedInt(page.getShort(20));
    int start = PAGE_HEADER + 2 * items;
    if (items % 2 != 0 || start > page.capacity()) {
      throw file.damaged(where, "pairs of items", items + " items");
    }
    int end = page.capacity();
    for (int item = 0; item < items; item += 2) {
      int key = offset(where, item, start, end);
      int value = offset(where, item + 1, start, key);
      if (page.get(key) != ITEM_DATA || end - key != 1 + KEY_LENGTH) {
        throw file.damaged(where, "package numbers as keys", "something else at " + key);
      }
      int number = page.getInt(key + 1);
      if (number != 0) {
        sink.accept(number, value(where, value, key - value));
      }
      end = value;
    }
    // Free space ends with the last item; the largest page's length does not fit into 16 bits.
    if ((short) end != page.getShort(22)) {
      throw file.damaged(
          where, "items from " + Short.toUnsignedInt(page.getShort(22)), "them from " + end);
    }
  }

  private int offset(String where, int item, int start, int end) throws IOException {
    int offset = Short.toUnsignedInt(page.getShort(PAGE_HEADER + 2 * item));
    if (offset < start || offset >= end) {
      throw file.damaged(where, "item " + item + " from " + start + " to " + end, offset);
    }
    return offset;
  }

  private ByteBuffer value(String where, int offset, int length) throws IOException {
    int type = page.get(offset);
    if (type == ITEM_DATA) {
      return page.slice(offset + 1, length - 1);
    }
    if (type != ITEM_OFF_PAGE || length != OFF_PAGE_LENGTH) {
      throw file.damaged(where, "a header at " + offset, "an item of type " + type);
    }
    int next = page.getInt(offset + 4);
    ByteBuffer header = buffer.ofLength(where, Integer.toUnsignedLong(page.getInt(offset + 8)));
    while (header.hasRemaining()) {
      String chained = fetch(next, overflow);
      int part = Short.toUnsignedInt(overflow.getShort(22));
      if (overflow.get(25) != OVERFLOW
          || part < 1
          || part > Math.min(header.remaining(), overflow.capacity() - PAGE_HEADER)) {
        throw file.damaged(
            chained,
            "an overflow page of at most " + header.remaining() + " bytes",
            part + " bytes of type " + overflow.get(25));
      }
      header.put(overflow.slice(PAGE_HEADER, part));
      next = overflow.getInt(16);
    }
    if (next != 0) {
      throw file.damaged(where, "the end of the header", "page " + next + " behind it");
    }
    return header.flip();
  }

  /**
   * Checks that no hash page with items is outside of all buckets, as its packages would be missed.
   */
  private void requireNoOther() throws IOException {
    int pagesAtOnce = Math.max(1, SCAN_LENGTH / page.capacity());
    ByteBuffer block = ByteBuffer.allocate(pagesAtOnce * page.capacity()).order(meta.order());
    int first = read.nextClearBit(1);
    while (first <= lastPage) {
      int end = Math.min(lastPage + 1, first + pagesAtOnce);
      block.clear().limit((end - first) * page.capacity());
      file.read("page " + first, block, (long) first * page.capacity());
      for (int number = first; number < end; number++) {
        int at = (number - first) * page.capacity();
        int type = block.get(at + 25);
        boolean hash = type == HASH || type == HASH_UNSORTED;
        if (hash && !read.get(number) && block.getShort(at + 20) != 0) {
          throw file.damaged("page " + number, "a bucket that has it", "none");
        }
      }
      first = read.nextClearBit(end);
    }
  }
}
