package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.blocks.BlockFormat;
import org.cmimage.sources.bytes.RandomAccessBytes;

/**
 * The first 96 bytes of an image; every position is checked to be within it (squashfs_fs.h, struct
 * squashfs_super_block).
 *
 * @param bytesUsed the length of the image; padding follows it
 * @param xattrTable the position of the extended attributes; empty if there are none
 */
record Superblock(
    Compressor compressor,
    int blockSize,
    long inodes,
    long fragments,
    int ids,
    long rootInode,
    long bytesUsed,
    long idTable,
    Optional<Long> xattrTable,
    long inodeTable,
    long directoryTable,
    long fragmentTable) {
  static final int SIZE = 96;
  static final int MAGIC = 0x73717368;

  private static final int SMALLEST_BLOCK = 4096;
  private static final int LARGEST_BLOCK = 1 << 20;
  private static final long NONE = -1;

  /** The compression of blocks. */
  enum Compressor {
    GZIP("gzip", Optional.of(BlockFormat.ZLIB)),
    LZMA("lzma", Optional.empty()),
    LZO("lzo", Optional.of(BlockFormat.LZO)),
    XZ("xz", Optional.of(BlockFormat.XZ)),
    LZ4("lz4", Optional.of(BlockFormat.LZ4)),
    ZSTD("zstd", Optional.of(BlockFormat.ZSTD));

    private final String title;
    private final Optional<BlockFormat> format;

    Compressor(String title, Optional<BlockFormat> format) {
      this.title = title;
      this.format = format;
    }

    /** Returns the format for its decoders. */
    BlockFormat format() {
      return format.orElseThrow();
    }

    /** Returns its name in mksquashfs. */
    String title() {
      return title;
    }
  }

  /** Returns whether an image starts with {@code head}, including unsupported ones. */
  static boolean isMagic(byte[] head) {
    return head.length >= 4
        && (ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt() == MAGIC
            || ByteBuffer.wrap(head).getInt() == MAGIC);
  }

  /**
   * Reads the superblock of an image.
   *
   * @throws FaultException if it is not an image, is truncated, or has an unsupported version
   */
  static Superblock read(RandomAccessBytes bytes, SquashfsFault fault) throws IOException {
    if (bytes.size() < SIZE) {
      throw fault.corrupt("it has " + bytes.size() + " bytes; expected at least " + SIZE);
    }
    ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    bytes.readFully(0, buffer);
    buffer.flip();
    requireVersion(buffer, fault);
    int blockSize = blockSize(buffer, fault);
    long bytesUsed = buffer.getLong(40);
    if (bytesUsed > bytes.size() && bytesUsed > 0) {
      throw fault.corrupt(
          "it is cut off: expected "
              + bytesUsed
              + " bytes, found "
              + bytes.size()
              + ", "
              + (bytesUsed - bytes.size())
              + " too few");
    }
    long xattrs = buffer.getLong(56);
    Superblock block =
        new Superblock(
            compressor(buffer.getShort(20) & 0xffff, fault),
            blockSize,
            Integer.toUnsignedLong(buffer.getInt(4)),
            Integer.toUnsignedLong(buffer.getInt(16)),
            buffer.getShort(26) & 0xffff,
            buffer.getLong(32),
            bytesUsed,
            buffer.getLong(48),
            xattrs == NONE ? Optional.empty() : Optional.of(xattrs),
            buffer.getLong(64),
            buffer.getLong(72),
            buffer.getLong(80));
    block.requirePositions(fault);
    return block;
  }

  private static void requireVersion(ByteBuffer buffer, SquashfsFault fault) throws FaultException {
    int magic = buffer.getInt(0);
    if (Integer.reverseBytes(magic) == MAGIC) {
      throw fault.unsupported(
          "it is a big-endian image, of squashfs 3 or older",
          "make it again: unsquashfs -d DIRECTORY FILE; mksquashfs DIRECTORY image.squashfs");
    } else if (magic != MAGIC) {
      throw fault.corrupt("it is not a squashfs image");
    }
    int major = buffer.getShort(28) & 0xffff;
    int minor = buffer.getShort(30) & 0xffff;
    if (major != 4 || minor != 0) {
      throw fault.unsupported(
          "expected version 4.0 of squashfs, found " + major + "." + minor,
          "make it again: unsquashfs -d DIRECTORY FILE; mksquashfs DIRECTORY image.squashfs");
    }
  }

  private static int blockSize(ByteBuffer buffer, SquashfsFault fault) throws FaultException {
    int size = buffer.getInt(12);
    int log = buffer.getShort(22) & 0xffff;
    if (size < SMALLEST_BLOCK
        || size > LARGEST_BLOCK
        || Integer.bitCount(size) != 1
        || Integer.numberOfTrailingZeros(size) != log) {
      throw fault.corrupt(
          "block size out of range; expected a power of two from "
              + SMALLEST_BLOCK
              + " to "
              + LARGEST_BLOCK
              + ", found "
              + Integer.toUnsignedLong(size)
              + " with the logarithm "
              + log);
    }
    return size;
  }

  private static Compressor compressor(int id, SquashfsFault fault) throws FaultException {
    if (id < 1 || id > Compressor.values().length) {
      throw fault.corrupt("unknown compressor " + id + "; expected 1 to 6");
    }
    Compressor compressor = Compressor.values()[id - 1];
    if (compressor.format.isEmpty()) {
      throw fault.unsupported(
          "its blocks are compressed by " + compressor.title + ", which is not read",
          "make it again: unsquashfs -d DIRECTORY FILE; mksquashfs DIRECTORY image.squashfs -comp"
              + " zstd");
    }
    return compressor;
  }

  private void requirePositions(SquashfsFault fault) throws FaultException {
    if (bytesUsed < SIZE) {
      throw fault.corrupt("it claims a length of " + bytesUsed + " bytes");
    }
    require("inode table", inodeTable, SIZE, fault);
    require("directory table", directoryTable, inodeTable, fault);
    require("id table", idTable, directoryTable, fault);
    if (fragments > 0) {
      require("fragment table", fragmentTable, directoryTable, fault);
    }
    if (xattrTable.isPresent()) {
      require("table of extended attributes", xattrTable.get(), directoryTable, fault);
    }
    if (ids == 0) {
      throw fault.corrupt("it has no owners");
    }
  }

  private void require(String table, long position, long least, SquashfsFault fault)
      throws FaultException {
    if (position < least || position >= bytesUsed) {
      throw fault.corrupt(
          "position of its "
              + table
              + " out of range; expected "
              + least
              + " to "
              + (bytesUsed - 1)
              + ", found "
              + position);
    }
  }
}
