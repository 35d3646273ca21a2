package org.cmimage.sources.blocks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.cmimage.core.codec.BlockDecoder;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.SingleXZInputStream;

/** A decoder of xz streams in Java. */
final class XzBlocks implements BlockDecoder {
  /** The limit of memory in KiB; a dictionary is at most as large as a block, 1 MiB. */
  private static final int MEMORY_KIB = 16 * 1024;

  private final ArrayCache arrays = new BasicArrayCache();

  @Override
  public int decode(byte[] in, int offset, int length, byte[] out) throws IOException {
    try (InputStream stream =
        new SingleXZInputStream(
            new ByteArrayInputStream(in, offset, length), MEMORY_KIB, true, arrays)) {
      int count = stream.readNBytes(out, 0, out.length);
      if (stream.read() >= 0) {
        throw new IOException("it decodes to more than " + out.length + " bytes");
      }
      return count;
    }
  }

  @Override
  public void close() {
    // its memory is on the heap
  }
}
