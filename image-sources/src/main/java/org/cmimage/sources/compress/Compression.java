package org.cmimage.sources.compress;

import java.util.HexFormat;

/** A compression format, known by the first bytes of a stream. */
enum Compression {
  GZIP("gzip", "1f8b"),
  XZ("xz", "fd377a585a00"),
  ZSTD("zstd", "28b52ffd"),
  BZIP2("bzip2", "425a68"),
  NONE("uncompressed", "");

  private static final byte[] BZIP2_BLOCK = HexFormat.of().parseHex("314159265359");
  private static final byte[] BZIP2_END = HexFormat.of().parseHex("177245385090");

  private final String title;
  private final byte[] magic;

  Compression(String title, String magic) {
    this.title = title;
    this.magic = HexFormat.of().parseHex(magic);
  }

  /**
   * The format of a stream that starts with {@code head}: its first ten bytes, or all of a shorter
   * one.
   */
  static Compression of(byte[] head) {
    for (Compression compression : values()) {
      if (matches(head, 0, compression.magic) && (compression != BZIP2 || isBzip2(head))) {
        return compression;
      }
    }
    throw new AssertionError("the empty magic matches everything");
  }

  /** "BZh" alone starts many a text; the level and the first block's mark must follow. */
  private static boolean isBzip2(byte[] head) {
    return head.length > 3
        && head[3] >= '1'
        && head[3] <= '9'
        && (matches(head, 4, BZIP2_BLOCK) || matches(head, 4, BZIP2_END));
  }

  private static boolean matches(byte[] head, int at, byte[] magic) {
    if (head.length < at + magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if (head[at + i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return title;
  }
}
