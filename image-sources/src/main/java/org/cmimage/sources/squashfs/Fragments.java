package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.cmimage.sources.squashfs.DataBlocks.Block;

/**
 * The blocks that ends of files and small files share (squashfs_fs.h, struct
 * squashfs_fragment_entry). Keeps the last ones: files of one directory are in one fragment. For
 * one thread; the tasks may run on any.
 */
final class Fragments {
  static final String NAME = "fragment";

  private static final int ENTRY_SIZE = 16;
  private static final int IN_BLOCK = MetadataBlocks.SIZE / ENTRY_SIZE;
  private static final long KEPT_BYTES = 8 << 20;

  private final MetadataBlocks blocks;
  private final Superblock superblock;
  private final DataBlocks data;
  private final Map<Long, FutureTask<Block>> kept;

  Fragments(MetadataBlocks blocks, Superblock superblock, DataBlocks data) {
    this.blocks = blocks;
    this.superblock = superblock;
    this.data = data;
    int most = (int) Math.max(4, KEPT_BYTES / superblock.blockSize());
    this.kept =
        new LinkedHashMap<>(most, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, FutureTask<Block>> eldest) {
            return size() > most;
          }
        };
  }

  /** Returns whether a fragment is in memory. */
  boolean isKept(long number) {
    return kept.containsKey(number);
  }

  /**
   * Returns the task that reads a fragment, to be run once. Its block is not reclaimed, because
   * other files may use it.
   *
   * @param number less than the number of fragments
   */
  FutureTask<Block> get(long number) throws IOException {
    FutureTask<Block> task = kept.get(number);
    if (task == null) {
      MetadataCursor entry =
          new MetadataCursor(
              blocks,
              "fragment table",
              blocks.plainLong(superblock.fragmentTable() + number / IN_BLOCK * Long.BYTES),
              (int) (number % IN_BLOCK) * ENTRY_SIZE,
              superblock.bytesUsed());
      long position = entry.i64();
      int word = entry.i32();
      task = new FutureTask<>(() -> data.read(NAME, position, word));
      kept.put(number, task);
    }
    return task;
  }
}
