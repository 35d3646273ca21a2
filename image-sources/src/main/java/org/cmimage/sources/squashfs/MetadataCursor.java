package org.cmimage.sources.squashfs;

import java.io.IOException;
import org.cmimage.core.fault.FaultException;

/** Reads a table sequentially, from one decoded block to the next. Numbers are little-endian. */
final class MetadataCursor {
  private final MetadataBlocks blocks;
  private final String table;

  /** The position before which all blocks of the table begin. */
  private final long end;

  private MetadataBlocks.Block block;
  private int at;

  /**
   * Creates a cursor.
   *
   * @param table for messages
   * @param position of the first block
   * @param offset in the decoded block
   * @param end of the table
   */
  MetadataCursor(MetadataBlocks blocks, String table, long position, int offset, long end)
      throws IOException {
    this.blocks = blocks;
    this.table = table;
    this.end = end;
    this.block = block(position);
    this.at = offset;
    if (offset > block.bytes().length) {
      throw blocks
          .fault()
          .corrupt(
              "something of its "
                  + table
                  + " is outside of its block: at byte "
                  + offset
                  + " of "
                  + block.bytes().length);
    }
  }

  private MetadataBlocks.Block block(long position) throws IOException {
    if (position < 0 || position >= end) {
      throw endsEarly();
    }
    return blocks.at(position);
  }

  private FaultException endsEarly() {
    return blocks.fault().corrupt("its " + table + " ends early");
  }

  int u8() throws IOException {
    if (at == block.bytes().length) {
      block = block(block.next());
      at = 0;
    }
    return block.bytes()[at++] & 0xff;
  }

  int u16() throws IOException {
    return u8() | u8() << 8;
  }

  int i32() throws IOException {
    byte[] bytes = block.bytes();
    if (bytes.length - at >= Integer.BYTES) {
      int value =
          bytes[at] & 0xff
              | (bytes[at + 1] & 0xff) << 8
              | (bytes[at + 2] & 0xff) << 16
              | bytes[at + 3] << 24;
      at += Integer.BYTES;
      return value;
    }
    return u16() | u16() << 16;
  }

  long u32() throws IOException {
    return Integer.toUnsignedLong(i32());
  }

  long i64() throws IOException {
    return u32() | u32() << 32;
  }

  byte[] bytes(int count) throws IOException {
    byte[] result = new byte[count];
    for (int done = 0; done < count; ) {
      if (at == block.bytes().length) {
        block = block(block.next());
        at = 0;
      }
      int part = Math.min(count - done, block.bytes().length - at);
      System.arraycopy(block.bytes(), at, result, done, part);
      at += part;
      done += part;
    }
    return result;
  }
}
