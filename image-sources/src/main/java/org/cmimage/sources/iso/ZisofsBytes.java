package org.cmimage.sources.iso;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.bytes.RandomAccessBytes;
import org.cmimage.sources.iso.record.IsoFault;
import org.cmimage.sources.iso.record.IsoNode.Zisofs;
import org.jspecify.annotations.Nullable;

/**
 * A file that the kernel decompresses transparently (zisofs version 1): a header, the offsets of
 * blocks, and each block compressed by zlib; an empty block means zeros. Thread-safe.
 */
final class ZisofsBytes implements RandomAccessBytes {
  /** The bytes 37 e4 53 96 c9 db d6 07. */
  private static final long MAGIC = 0x37e45396c9dbd607L;

  private static final int LEAST_BITS = 15;
  private static final int MOST_BITS = 17;

  private final RandomAccessBytes stored;
  private final Zisofs form;
  private final long size;
  private final String image;
  private volatile @Nullable Block last;

  /** The block that was read last. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Block(long index, byte[] bytes) {}

  private ZisofsBytes(RandomAccessBytes stored, Zisofs form, long size, String image) {
    this.stored = stored;
    this.form = form;
    this.size = size;
    this.image = image;
  }

  /**
   * Opens a compressed file.
   *
   * @param stored its bytes as they are in the image
   * @param size decompressed, from the directory
   * @param image for messages
   */
  static ZisofsBytes open(RandomAccessBytes stored, Zisofs form, long size, String image)
      throws IOException {
    ZisofsBytes bytes = new ZisofsBytes(stored, form, size, image);
    bytes.requireHeader();
    return bytes;
  }

  private void requireHeader() throws IOException {
    if (form.header() < 16
        || form.blockBits() < LEAST_BITS
        || form.blockBits() > MOST_BITS
        || stored.size() < form.header() + 4 * (blocks() + 1)) {
      throw corrupt("its header or table of blocks is of the wrong size");
    }
    ByteBuffer header = ByteBuffer.allocate(16);
    stored.readFully(0, header);
    header.flip();
    if (header.getLong() != MAGIC) {
      throw corrupt("it does not begin as a compressed file does");
    }
  }

  private long blocks() {
    return (size + blockSize() - 1) >> form.blockBits();
  }

  private int blockSize() {
    return 1 << form.blockBits();
  }

  @Override
  public String name() {
    return stored.name();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer buffer) throws IOException {
    if (position < 0) {
      throw new IllegalArgumentException("negative position: " + position);
    } else if (position >= size) {
      return -1;
    }
    Block block = block(position >> form.blockBits());
    int from = (int) (position & (blockSize() - 1));
    int count = Math.min(buffer.remaining(), block.bytes().length - from);
    buffer.put(block.bytes(), from, count);
    return count;
  }

  @Override
  public Closeable hold() throws IOException {
    return stored.hold();
  }

  private Block block(long index) throws IOException {
    Block known = last;
    if (known != null && known.index() == index) {
      return known;
    }
    ByteBuffer pointers = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    stored.readFully(form.header() + 4 * index, pointers);
    long from = pointers.getInt(0) & 0xffffffffL;
    long to = pointers.getInt(4) & 0xffffffffL;
    // zlib adds 5 bytes to each 16 KiB that it cannot compress.
    if (from > to || to > stored.size() || to - from > 2L * blockSize()) {
      throw corrupt("block " + index + " is at bytes " + from + " to " + to);
    }
    byte[] content = new byte[(int) Math.min(blockSize(), size - (index << form.blockBits()))];
    if (to > from) {
      ByteBuffer packed = ByteBuffer.allocate((int) (to - from));
      stored.readFully(from, packed);
      inflate(index, packed.array(), content);
    }
    Block block = new Block(index, content);
    last = block;
    return block;
  }

  private void inflate(long index, byte[] packed, byte[] content) throws FaultException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      int done = 0;
      int count;
      do {
        count = inflater.inflate(content, done, content.length - done);
        done += count;
      } while (count > 0 && done < content.length);
      if (done < content.length) {
        throw corrupt("block " + index + " has " + done + " bytes; expected " + content.length);
      }
    } catch (DataFormatException e) {
      throw corrupt("block " + index + " is damaged: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  private FaultException corrupt(String fact) {
    return IsoFault.corrupt(image, "the compressed file " + name() + " is damaged: " + fact);
  }
}
