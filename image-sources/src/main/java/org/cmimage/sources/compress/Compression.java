package org.cmimage.sources.compress;

import java.util.HexFormat;

/** A compression format, recognised by the first bytes of a stream. */
enum Compression {
  GZIP("gzip", "1f8b"),
  XZ("xz", "fd377a585a00"),
  ZSTD("zstd", "28b52ffd"),
  BZIP2("bzip2", "425a68"),
  LZ4("lz4", "04224d18"),
  NONE("uncompressed", "");

  private static final byte[] BZIP2_BLOCK = HexFormat.of().parseHex("314159265359");
  private static final byte[] BZIP2_END = HexFormat.of().parseHex("177245385090");

  private static final byte[] SKIPPABLE = HexFormat.of().parseHex("2a4d18");
  private static final int SKIPPABLE_HEADER = 8;

  private final String title;
  private final byte[] magic;

  Compression(String title, String magic) {
    this.title = title;
    this.magic = HexFormat.of().parseHex(magic);
  }

  /**
   * Returns the format of a stream that starts with {@code head}: ten bytes at least, or all of a
   * shorter stream. A stream that starts with a skippable frame longer than {@code head} is taken
   * for zstd.
   */
  static Compression of(byte[] head) {
    int start = skippable(head);
    for (Compression compression : values()) {
      if (compression != NONE
          && matches(head, start, compression.magic)
          && (compression != BZIP2 || isBzip2(head))) {
        return compression;
      }
    }
    return start > 0 ? ZSTD : NONE;
  }

  /**
   * Returns the position of the first frame with content: pzstd, seekable zstd and others put
   * skippable frames before it (RFC 8878, 3.1.2), and so does lz4.
   */
  private static int skippable(byte[] head) {
    long at = 0;
    while (at + SKIPPABLE_HEADER <= head.length
        && (head[(int) at] & 0xf0) == 0x50
        && matches(head, (int) at + 1, SKIPPABLE)) {
      long size = 0;
      for (int i = 7; i >= 4; i--) {
        size = size << 8 | head[(int) at + i] & 0xff;
      }
      at += SKIPPABLE_HEADER + size;
    }
    return (int) Math.min(at, Integer.MAX_VALUE - SKIPPABLE_HEADER);
  }

  /**
   * Returns whether the level and the mark of the first block follow "BZh", which alone starts many
   * a text.
   */
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
