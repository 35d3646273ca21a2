package org.cmimage.core;

/**
 * The settings for reading an archive.
 *
 * @param concatenated whether archives behind the end mark of the first one belong to the tree, too
 * @param memoryMiB the memory limit of decompression in MiB: the window of zstd, the dictionary of
 *     xz
 */
public record ArchiveReading(boolean concatenated, int memoryMiB) {
  /** The memory that all common compression levels need: {@code zstd --long=27}, {@code xz -9}. */
  public static final int COMMON_MEMORY_MIB = 256;

  /** One archive, with as much memory as common compression levels need. */
  public static final ArchiveReading PLAIN = new ArchiveReading(false, COMMON_MEMORY_MIB);
}
