package org.cmimage.sources.blocks;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.cmimage.core.codec.BlockDecoder;
import org.cmimage.core.codec.InstalledCodecs;
import org.cmimage.core.codec.RawInflater;
import org.cmimage.sources.compress.ZlibInflater;

/**
 * Decoders of one format, one for each thread that decodes at the same time. Uses the host's
 * libraries where they are installed. Thread-safe; must not be closed while a block is being
 * decoded.
 */
public final class BlockDecoders implements Closeable {
  private final BlockFormat format;
  private final RawInflater.Library deflate;
  private final BlockDecoder.Library xz;
  private final ConcurrentLinkedQueue<BlockDecoder> idle = new ConcurrentLinkedQueue<>();

  private BlockDecoders(BlockFormat format, RawInflater.Library deflate, BlockDecoder.Library xz) {
    this.format = format;
    this.deflate = deflate;
    this.xz = xz;
  }

  /** Returns decoders in Java alone. */
  public static BlockDecoders inProcess(BlockFormat format) {
    return new BlockDecoders(format, Optional::empty, Optional::empty);
  }

  /** Returns decoders that use the host's libraries where they are installed. */
  public static BlockDecoders ofHost(BlockFormat format) {
    return new BlockDecoders(format, InstalledCodecs.inflaters(), InstalledCodecs.blockDecoders());
  }

  /**
   * Decodes a block, as {@link BlockDecoder#decode} specifies.
   *
   * @throws IOException if the block is damaged
   */
  public int decode(byte[] in, int offset, int length, byte[] out) throws IOException {
    BlockDecoder free = idle.poll();
    BlockDecoder decoder = free == null ? newDecoder() : free;
    try {
      return decoder.decode(in, offset, length, out);
    } catch (RuntimeException e) {
      // a decoder of a library met data that it did not expect
      throw new IOException("invalid data (" + e + ")", e);
    } finally {
      idle.add(decoder);
    }
  }

  private BlockDecoder newDecoder() {
    return switch (format) {
      case ZLIB -> new ZlibBlocks(deflate.inflater().orElseGet(ZlibInflater::new));
      case XZ -> xz.xz().orElseGet(XzBlocks::new);
      case ZSTD -> new ZstdBlocks();
      case LZ4 -> new Lz4Blocks();
      case LZO -> new LzoBlocks();
    };
  }

  @Override
  public void close() {
    BlockDecoder decoder;
    while ((decoder = idle.poll()) != null) {
      decoder.close();
    }
  }
}
