package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.blocks.BlockDecoders;
import org.cmimage.sources.bytes.RandomAccessBytes;

/**
 * The decoded blocks of an image's tables: two bytes of length and flag, then up to 8 KiB. Keeps
 * the 256 most recently used blocks. For one thread.
 */
final class MetadataBlocks {
  static final int SIZE = 8192;

  private static final int HEADER = 2;
  private static final int UNCOMPRESSED = 0x8000;
  private static final int KEPT = 256;

  private final RandomAccessBytes bytes;
  private final long end;
  private final BlockDecoders decoders;
  private final DecodeBudget budget;
  private final SquashfsFault fault;
  private final byte[] raw = new byte[HEADER + SIZE];
  private final byte[] decoded = new byte[SIZE];
  private final Map<Long, Block> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Block> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * A decoded block.
   *
   * @param next the position of the following block
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Block(byte[] bytes, long next) {}

  MetadataBlocks(
      RandomAccessBytes bytes,
      long end,
      BlockDecoders decoders,
      DecodeBudget budget,
      SquashfsFault fault) {
    this.bytes = bytes;
    this.end = end;
    this.decoders = decoders;
    this.budget = budget;
    this.fault = fault;
  }

  /** Returns the factory of faults for the image. */
  SquashfsFault fault() {
    return fault;
  }

  /** Returns the block at a position of the image. */
  Block at(long position) throws IOException {
    Block block = kept.get(position);
    if (block == null) {
      block = read(position);
      kept.put(position, block);
    }
    return block;
  }

  private Block read(long position) throws IOException {
    if (position < Superblock.SIZE || position > end - HEADER) {
      throw outside(position);
    }
    int available = (int) Math.min(raw.length, end - position);
    bytes.readFully(position, ByteBuffer.wrap(raw, 0, available));
    int header = raw[0] & 0xff | (raw[1] & 0xff) << 8;
    int length = header & ~UNCOMPRESSED;
    if (length == 0 || length > SIZE) {
      throw fault.corrupt(
          "length of a block of its tables out of range; expected 1 to "
              + SIZE
              + ", found "
              + length
              + " at byte "
              + position);
    } else if (length > available - HEADER) {
      throw outside(position);
    }
    byte[] content;
    if ((header & UNCOMPRESSED) != 0) {
      content = Arrays.copyOfRange(raw, HEADER, HEADER + length);
    } else {
      content = Arrays.copyOf(decoded, decode(position, length));
    }
    if (content.length == 0) {
      throw fault.corrupt("a block of its tables is empty: at byte " + position);
    }
    budget.spend(content.length);
    return new Block(content, position + HEADER + length);
  }

  private int decode(long position, int length) throws FaultException {
    try {
      return decoders.decode(raw, HEADER, length, decoded);
    } catch (IOException e) {
      throw fault.corrupt("block of its tables", position, e);
    }
  }

  private FaultException outside(long position) {
    return fault.corrupt(
        "a block of its tables is outside of it: at byte " + position + " of " + end);
  }

  /** Reads a number of eight bytes outside of blocks; for the lists of blocks. */
  long plainLong(long position) throws IOException {
    if (position < 0 || position > end - Long.BYTES) {
      throw outside(position);
    }
    ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES);
    bytes.readFully(position, buffer);
    return Long.reverseBytes(buffer.getLong(0));
  }
}
