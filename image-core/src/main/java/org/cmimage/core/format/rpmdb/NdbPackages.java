package org.cmimage.core.format.rpmdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.Adler32;

/**
 * rpm's own format, {@code Packages.db}, used by SUSE's distributions. All numbers are
 * little-endian, all offsets are multiples of 16 bytes.
 *
 * <p>Format, by rpm's {@code lib/backend/ndb/rpmpkg.c}: pages of 4096 bytes with slots of 16
 * (magic, package number, first block, blocks), of which the first two are the header (magic,
 * version, generation, slot pages, next number); then blobs, each with a head (magic, number, time,
 * length), and, behind the content and zeros up to a block's end, a tail (Adler-32 of all before
 * it, length, magic).
 */
public final class NdbPackages {
  private static final int MAGIC = fourBytes("RpmP");
  private static final int SLOT_MAGIC = fourBytes("Slot");
  private static final int HEAD_MAGIC = fourBytes("BlbS");
  private static final int TAIL_MAGIC = fourBytes("BlbE");

  private static final int BLOCK = 16;
  private static final int HEADER = 32;
  private static final int HEAD = 16;
  private static final int TAIL = 12;
  private static final int PAGE = 4096;

  /** The limit of slot pages, which follows from that of packages. */
  private static final int MAX_SLOT_PAGES = HeaderSink.MAX_PACKAGES / (PAGE / BLOCK) + 1;

  private final DatabaseFile file;
  private final HeaderBuffer buffer;
  private final List<Slot> slots = new ArrayList<>();

  /** The place of a package; block numbers are unsigned 32-bit numbers. */
  private record Slot(int number, long offset, long length) {}

  private NdbPackages(DatabaseFile file) {
    this.file = file;
    this.buffer = new HeaderBuffer(file);
  }

  private static int fourBytes(String text) {
    return text.charAt(0) | text.charAt(1) << 8 | text.charAt(2) << 16 | text.charAt(3) << 24;
  }

  /** Passes all headers to the sink, in the order of the file. */
  public static void read(DatabaseFile file, HeaderSink sink) throws IOException {
    NdbPackages packages = new NdbPackages(file);
    int slotPages = packages.readSlots();
    packages.checkSlots((long) slotPages * PAGE);
    for (Slot slot : packages.slots) {
      sink.accept(slot.number(), packages.header(slot));
    }
  }

  private int readSlots() throws IOException {
    ByteBuffer header = little(ByteBuffer.allocate(HEADER));
    file.read("header", header, 0);
    if (header.getInt(0) != MAGIC || header.getInt(4) != 0) {
      throw file.damaged("header", "an ndb database, version 0", "something else");
    }
    int pages = header.getInt(12);
    if (pages < 1 || pages > MAX_SLOT_PAGES || (long) pages * PAGE > file.size()) {
      throw file.damaged(
          "header", "slots within the file", Integer.toUnsignedString(pages) + " pages of them");
    }
    ByteBuffer page = little(ByteBuffer.allocate(PAGE));
    for (int number = 0; number < pages; number++) {
      String where = "slot page " + number;
      file.read(where, page.clear(), (long) number * PAGE);
      for (int at = number == 0 ? HEADER : 0; at < PAGE; at += BLOCK) {
        readSlot(where, page, at);
      }
    }
    return pages;
  }

  private void readSlot(String where, ByteBuffer page, int at) throws IOException {
    int number = page.getInt(at + 4);
    long offset = Integer.toUnsignedLong(page.getInt(at + 8)) * BLOCK;
    long length = Integer.toUnsignedLong(page.getInt(at + 12)) * BLOCK;
    if (page.getInt(at) != SLOT_MAGIC) {
      throw file.damaged(where, "a slot at " + at, "something else");
    }
    if (number != 0 && offset != 0 && length != 0) {
      slots.add(new Slot(number, offset, length));
    } else if (number != 0 || offset != 0 || length != 0) {
      throw file.damaged(where, "a used or an unused slot at " + at, "half of one");
    }
  }

  /**
   * Sorts the slots by offset and checks that they do not overlap, so that no byte is read twice.
   */
  private void checkSlots(long start) throws IOException {
    slots.sort(Comparator.comparingLong(Slot::offset));
    Set<Integer> numbers = new HashSet<>();
    long end = start;
    for (Slot slot : slots) {
      if (slot.offset() < end) {
        throw file.damaged(where(slot), "it behind " + end, "it at " + slot.offset());
      }
      if (!numbers.add(slot.number())) {
        throw file.damaged(where(slot), "one slot", "another");
      }
      end = slot.offset() + slot.length();
    }
    // Packages in slots beyond those the header counts would be missed.
    if (file.size() >= start + BLOCK) {
      ByteBuffer next = file.read("behind the slots", little(ByteBuffer.allocate(4)), start);
      if (next.getInt(0) == SLOT_MAGIC) {
        throw file.damaged("header", "all slot pages counted", "another at " + start);
      }
    }
  }

  private ByteBuffer header(Slot slot) throws IOException {
    String where = where(slot);
    ByteBuffer blob = little(buffer.ofLength(where, slot.length()));
    file.read(where, blob, slot.offset());
    int length = blob.limit() < HEAD + TAIL ? -1 : blob.getInt(12);
    if (length < 0
        || blob.getInt(0) != HEAD_MAGIC
        || blob.getInt(4) != slot.number()
        || blob.limit() != (HEAD + (long) length + TAIL + BLOCK - 1) / BLOCK * BLOCK) {
      throw file.damaged(where, "its head at " + slot.offset(), "something else");
    }
    int tail = blob.limit() - TAIL;
    if (blob.getInt(tail + 4) != length || blob.getInt(tail + 8) != TAIL_MAGIC) {
      throw file.damaged(where, "its tail behind " + slot.offset(), "something else");
    }
    Adler32 sum = new Adler32();
    sum.update(blob.slice(0, tail));
    if ((int) sum.getValue() != blob.getInt(tail)) {
      throw file.damaged(where, "Adler-32 " + hex(blob.getInt(tail)), hex((int) sum.getValue()));
    }
    return blob.slice(HEAD, length);
  }

  private static String where(Slot slot) {
    return "package " + Integer.toUnsignedString(slot.number());
  }

  private static String hex(int value) {
    return String.format("%08x", value);
  }

  private static ByteBuffer little(ByteBuffer buffer) {
    return buffer.order(ByteOrder.LITTLE_ENDIAN);
  }
}
