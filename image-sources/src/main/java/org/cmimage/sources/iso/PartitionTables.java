package org.cmimage.sources.iso;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.sources.bytes.RandomAccessBytes;

/** Reads the partition tables at the start of an image (UEFI 2.10, §5.2 and §5.3). */
final class PartitionTables {
  private static final int SECTOR = 512;
  private static final int MBR = 446;
  private static final int MBR_ENTRIES = 4;
  private static final int MBR_ENTRY = 16;
  private static final int GPT_LEAST = 128;
  private static final int GPT_MOST = 4096;
  private static final int GPT_ENTRIES = 128;
  private static final long SIGNATURE = 0x5452415020494645L;

  private PartitionTables() {}

  static List<Partition> read(RandomAccessBytes bytes) throws IOException {
    if (bytes.size() < 2 * SECTOR) {
      return List.of();
    }
    ByteBuffer start = buffer(2 * SECTOR);
    bytes.readFully(0, start);
    if ((start.getShort(SECTOR - 2) & 0xffff) != 0xaa55) {
      return List.of();
    }
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < MBR_ENTRIES; i++) {
      int at = MBR + i * MBR_ENTRY;
      int type = start.get(at + 4) & 0xff;
      long length = start.getInt(at + 12) & 0xffffffffL;
      if (type != 0 && length > 0) {
        partitions.add(
            new Partition(
                "MBR",
                i + 1,
                String.format("%02x", type),
                (start.getInt(at + 8) & 0xffffffffL) * SECTOR,
                length * SECTOR));
      }
    }
    if (start.getLong(SECTOR) == SIGNATURE) {
      addGpt(bytes, start, partitions);
    }
    return partitions;
  }

  private static void addGpt(RandomAccessBytes bytes, ByteBuffer header, List<Partition> partitions)
      throws IOException {
    long first = header.getLong(SECTOR + 72);
    long count = Math.min(GPT_ENTRIES, header.getInt(SECTOR + 80) & 0xffffffffL);
    int size = header.getInt(SECTOR + 84);
    if (size < GPT_LEAST
        || size > GPT_MOST
        || first < 0
        || first > (bytes.size() - count * size) / SECTOR) {
      return;
    }
    ByteBuffer entries = buffer((int) count * size);
    bytes.readFully(first * SECTOR, entries);
    for (int i = 0; i < count; i++) {
      int at = i * size;
      long from = entries.getLong(at + 32);
      long to = entries.getLong(at + 40);
      boolean used = entries.getLong(at) != 0 || entries.getLong(at + 8) != 0;
      if (used && from >= 0 && to >= from && to < Long.MAX_VALUE / SECTOR) {
        partitions.add(
            new Partition(
                "GPT", i + 1, guid(entries, at), from * SECTOR, (to - from + 1) * SECTOR));
      }
    }
  }

  /** Formats a GUID; its first three parts are numbers in little-endian order. */
  private static String guid(ByteBuffer entries, int at) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                "%08x-%04x-%04x-",
                entries.getInt(at), entries.getShort(at + 4), entries.getShort(at + 6)));
    for (int i = 8; i < 16; i++) {
      text.append(String.format("%02x", entries.get(at + i)));
      if (i == 9) {
        text.append('-');
      }
    }
    return text.toString();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
