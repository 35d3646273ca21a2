package org.cmimage.core.codec;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** A decoder of compressed blocks whose decoded size has a known limit. Not thread-safe. */
public interface BlockDecoder extends Closeable {
  /** A library of the host that decodes, found as an installed service. Thread-safe. */
  interface Library {
    /** Returns a new decoder of whole .xz streams; empty where the host does not have one. */
    Optional<BlockDecoder> xz();
  }

  /**
   * Decodes a whole block.
   *
   * @param length of the block, in bytes from {@code offset} of {@code in}
   * @param out receives the decoded bytes, from its start on; its length is the limit
   * @return the number of decoded bytes
   * @throws IOException where the block is damaged, or does not fit into {@code out} when decoded
   */
  int decode(byte[] in, int offset, int length, byte[] out) throws IOException;

  /** Frees its memory; it must not be used afterwards. */
  @Override
  void close();
}
