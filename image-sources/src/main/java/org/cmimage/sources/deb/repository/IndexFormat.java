package org.cmimage.sources.deb.repository;

/**
 * The compression of an index, and the speed at which it is decoded here: figures of one core, in
 * bytes of output per second.
 */
enum IndexFormat {
  GZIP(".gz", 220_000_000),
  ZSTD(".zst", 500_000_000),
  XZ(".xz", 40_000_000),
  /** The last resort: Release files list plain indices too, but mirrors seldom have them. */
  PLAIN("", 1);

  /**
   * The bytes per second of a good connection. The choice between formats is not sensitive to it.
   */
  private static final double NETWORK = 20_000_000;

  private final String suffix;
  private final double decoded;

  IndexFormat(String suffix, double decoded) {
    this.suffix = suffix;
    this.decoded = decoded;
  }

  /** Returns the suffix of the file's name. */
  String suffix() {
    return suffix;
  }

  /**
   * Returns the seconds for fetching and decoding a file of {@code size} bytes that decompresses to
   * {@code plain} bytes.
   */
  double cost(long size, long plain) {
    return size / NETWORK + plain / decoded;
  }
}
