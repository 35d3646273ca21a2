package org.cmimage.sources.blocks;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import org.cmimage.core.codec.BlockDecoder;

/** A decoder of zstd by its library. */
final class ZstdBlocks implements BlockDecoder {
  private final ZstdDecompressCtx context = new ZstdDecompressCtx();

  @Override
  public int decode(byte[] in, int offset, int length, byte[] out) throws IOException {
    try {
      return context.decompressByteArray(out, 0, out.length, in, offset, length);
    } catch (ZstdException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
