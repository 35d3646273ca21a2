package org.cmimage.sources.blocks;

/** A compression format of single blocks. */
public enum BlockFormat {
  /** RFC 1950. */
  ZLIB,
  /** A whole .xz stream. */
  XZ,
  /** RFC 8878: one frame or more. */
  ZSTD,
  /** An LZ4 block without a frame. */
  LZ4,
  /** LZO1X without a header. */
  LZO
}
