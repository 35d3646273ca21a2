package org.cmimage.core.codec;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Decodes compressed blocks whose decoded size has a known bound. For one thread. */
public interface BlockDecoder extends Closeable {
  /** A library of the host that decodes, found among the installed services. Thread-safe. */
  interface Library {
    /** Returns a new decoder of whole .xz streams; empty where the host does not have one. */
    Optional<BlockDecoder> xz();
  }

  /**
   * Decodes a block from its first to its last byte.
   *
   * @param length of the block, in bytes from {@code offset} of {@code in}
   * @param out takes the decoded bytes, from its start on; its length is the bound
   * @return how many bytes came out
   * @throws IOException where the block is damaged, or decodes to more than {@code out} has room
   *     for
   */
  int decode(byte[] in, int offset, int length, byte[] out) throws IOException;

  /** Gives back its memory; it must not be used afterwards. */
  @Override
  void close();
}
