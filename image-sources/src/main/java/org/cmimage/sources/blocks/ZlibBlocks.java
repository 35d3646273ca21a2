package org.cmimage.sources.blocks;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.Adler32;
import org.cmimage.core.codec.BlockDecoder;
import org.cmimage.core.codec.RawInflater;

/** A decoder of deflate with zlib's header and checksum (RFC 1950). */
final class ZlibBlocks implements BlockDecoder {
  private static final int HEADER = 2;
  private static final int TRAILER = 4;
  private static final int DEFLATE = 8;
  private static final int DICTIONARY = 0x20;

  private final RawInflater inflater;
  private final Adler32 adler = new Adler32();
  private final byte[] beyond = new byte[1];

  ZlibBlocks(RawInflater inflater) {
    this.inflater = inflater;
  }

  @Override
  public int decode(byte[] in, int offset, int length, byte[] out) throws IOException {
    requireHeader(in, offset, length);
    inflater.reset();
    inflater.setInput(in, offset + HEADER, length - HEADER);
    int count = 0;
    while (!inflater.isFinished()) {
      boolean full = count == out.length;
      int more =
          full ? inflater.inflate(beyond, 0, 1) : inflater.inflate(out, count, out.length - count);
      if (full && more > 0) {
        throw new IOException("it decodes to more than " + out.length + " bytes");
      } else if (more == 0 && !inflater.isFinished()) {
        throw new EOFException("the data ends early");
      }
      count += more;
    }
    requireChecksum(in, offset + length - inflater.unused(), offset + length, out, count);
    return count;
  }

  private static void requireHeader(byte[] in, int offset, int length) throws IOException {
    if (length < HEADER + TRAILER) {
      throw new EOFException("the data ends early");
    }
    int method = in[offset] & 0xff;
    int flags = in[offset + 1] & 0xff;
    if ((method & 0xf) != DEFLATE || (method << 8 | flags) % 31 != 0 || (flags & DICTIONARY) != 0) {
      throw new IOException("it does not begin as zlib's data does");
    }
  }

  private void requireChecksum(byte[] in, int at, int end, byte[] out, int count)
      throws IOException {
    if (end - at < TRAILER) {
      throw new EOFException("the data ends early");
    }
    adler.reset();
    adler.update(out, 0, count);
    int stored =
        in[at] << 24 | (in[at + 1] & 0xff) << 16 | (in[at + 2] & 0xff) << 8 | in[at + 3] & 0xff;
    if (stored != (int) adler.getValue()) {
      throw new IOException("checksum of the content is wrong");
    }
  }

  @Override
  public void close() {
    inflater.close();
  }
}
