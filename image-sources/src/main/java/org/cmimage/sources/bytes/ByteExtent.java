package org.cmimage.sources.bytes;

/**
 * A contiguous part of some bytes.
 *
 * @param offset the offset of its first byte
 * @param length its length in bytes
 */
public record ByteExtent(long offset, long length) {
  /**
   * Validates the extent.
   *
   * @throws IllegalArgumentException if an offset or the length is negative, or the end exceeds the
   *     range of a long
   */
  public ByteExtent {
    if (offset < 0 || length < 0 || length > Long.MAX_VALUE - offset) {
      throw new IllegalArgumentException("no extent: " + length + " bytes at " + offset);
    }
  }

  /** Returns the offset after its last byte. */
  public long end() {
    return offset + length;
  }
}
