package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.blocks.BlockDecoders;
import org.cmimage.sources.bytes.RandomAccessBytes;

/** Reads and decodes the blocks of file content. Thread-safe: blocks are decoded in parallel. */
final class DataBlocks {
  private static final int UNCOMPRESSED = 1 << 24;
  private static final int FLAGS = 0xfe00_0000;

  private final RandomAccessBytes bytes;
  private final Superblock superblock;
  private final BlockDecoders decoders;
  private final DecodeBudget budget;
  private final SquashfsFault fault;
  private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();

  /**
   * A decoded block.
   *
   * @param bytes possibly longer than the content
   * @param length of the content in bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Block(byte[] bytes, int length) {}

  DataBlocks(
      RandomAccessBytes bytes,
      Superblock superblock,
      BlockDecoders decoders,
      DecodeBudget budget,
      SquashfsFault fault) {
    this.bytes = bytes;
    this.superblock = superblock;
    this.decoders = decoders;
    this.budget = budget;
    this.fault = fault;
  }

  /** Returns the number of bytes of the image that a block takes; 0 for a hole. */
  static int storedLength(int word) {
    return word & UNCOMPRESSED - 1;
  }

  /**
   * Reads a block.
   *
   * @param word its length and flag, as in lists of blocks; not a hole
   */
  Block read(String what, long position, int word) throws IOException {
    int length = storedLength(word);
    if ((word & FLAGS) != 0 || length > superblock.blockSize() || length == 0) {
      throw fault.corrupt(
          "length of a "
              + what
              + " out of range; expected 1 to "
              + superblock.blockSize()
              + ", found "
              + Integer.toUnsignedLong(word & ~UNCOMPRESSED));
    }
    if (position < Superblock.SIZE || position > superblock.bytesUsed() - length) {
      throw fault.corrupt("a " + what + " is outside of it: " + length + " bytes at " + position);
    }
    byte[] raw = buffer();
    bytes.readFully(position, ByteBuffer.wrap(raw, 0, length));
    if ((word & UNCOMPRESSED) != 0) {
      budget.spend(length);
      return new Block(raw, length);
    }
    byte[] decoded = buffer();
    int count = decode(what, position, raw, length, decoded);
    release(raw);
    budget.spend(count);
    return new Block(decoded, count);
  }

  private int decode(String what, long position, byte[] raw, int length, byte[] decoded)
      throws FaultException {
    try {
      return decoders.decode(raw, 0, length, decoded);
    } catch (IOException e) {
      throw fault.corrupt(what, position, e);
    }
  }

  private byte[] buffer() {
    byte[] buffer = free.poll();
    return buffer == null ? new byte[superblock.blockSize()] : buffer;
  }

  /** Reclaims a block's memory; the block must not be used any more. */
  void release(Block block) {
    release(block.bytes());
  }

  private void release(byte[] buffer) {
    free.add(buffer);
  }

  /** Fails unless a block has the expected length. */
  void requireLength(String what, Block block, int expected) throws FaultException {
    if (block.length() != expected) {
      throw fault.corrupt(
          "a " + what + " decodes to " + block.length() + " bytes; expected " + expected);
    }
  }
}
