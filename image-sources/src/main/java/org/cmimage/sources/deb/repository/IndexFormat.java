package org.cmimage.sources.deb.repository;

/**
 * How an index is compressed, and how quickly it is decoded here: figures of one core, in bytes of
 * output a second.
 */
enum IndexFormat {
  GZIP(".gz", 220_000_000),
  ZSTD(".zst", 500_000_000),
  XZ(".xz", 40_000_000),
  /** The last resort: Release files vouch for plain indices too, but mirrors seldom have them. */
  PLAIN("", 1);

  /**
   * What a good connection brings in a second. The choice between formats is not sensitive to it.
   */
  private static final double NETWORK = 20_000_000;

  private final String suffix;
  private final double decoded;

  IndexFormat(String suffix, double decoded) {
    this.suffix = suffix;
    this.decoded = decoded;
  }

  /** What is appended to the file's name. */
  String suffix() {
    return suffix;
  }

  /**
   * Seconds to fetch and decode a file of {@code size} bytes that has {@code plain} bytes when
   * decoded.
   */
  double cost(long size, long plain) {
    return size / NETWORK + plain / decoded;
  }
}
