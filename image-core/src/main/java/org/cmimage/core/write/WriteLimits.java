package org.cmimage.core.write;

/**
 * The limits of an archive, beyond which it is treated as a possible archive bomb.
 *
 * @param bytes sum of the files' sizes; holes do not count, as they take no space
 * @param entries number of entries
 * @param freeBytes the bytes to leave free on the file system, for the host's other work
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
