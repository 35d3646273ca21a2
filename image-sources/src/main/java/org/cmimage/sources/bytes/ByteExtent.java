package org.cmimage.sources.bytes;

/**
 * A contiguous part of some bytes.
 *
 * @param offset of its first byte
 * @param length in bytes
 */
public record ByteExtent(long offset, long length) {
  /**
   * @throws IllegalArgumentException where the end is no number of a byte
   */
  public ByteExtent {
    if (offset < 0 || length < 0 || length > Long.MAX_VALUE - offset) {
      throw new IllegalArgumentException("no extent: " + length + " bytes at " + offset);
    }
  }

  /** Returns the offset behind its last byte. */
  public long end() {
    return offset + length;
  }
}
