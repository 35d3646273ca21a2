package org.cmimage.core.write;

/**
 * How much an archive may put into a tree before it is taken for a bomb.
 *
 * @param bytes sum of the files' sizes; holes do not count, as they take no room
 * @param entries number of entries
 * @param freeBytes what stays free on the file system, so that the host goes on working
 */
public record WriteLimits(long bytes, long entries, long freeBytes) {
  /** For images: 1 TiB, 10 million entries, and 64 MiB stay free. */
  public static final WriteLimits DEFAULT = new WriteLimits(1L << 40, 10_000_000, 64 << 20);

  public WriteLimits {
    if (bytes < 0 || entries < 0 || freeBytes < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }
}
