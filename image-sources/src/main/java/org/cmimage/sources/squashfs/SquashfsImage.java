package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.sources.blocks.BlockDecoders;
import org.cmimage.sources.bytes.RandomAccessBytes;

/**
 * A squashfs 4.0 image. Every reading starts from the beginning. Immutable; thread-safe. Holds
 * nothing open: the opener of the bytes closes them.
 *
 * <p>Failures are {@link FaultException}s with {@link
 * org.cmimage.core.fault.ErrorCode#SOURCE_CORRUPT} that name the image.
 */
public final class SquashfsImage {
  private final RandomAccessBytes bytes;
  private final Superblock superblock;
  private final SquashfsFault fault;

  /** The share of content that a sink reads. */
  public enum Use {
    /** All files: blocks are decoded ahead, on all cores. */
    ALL_CONTENT,
    /** Few files: blocks are decoded when they are read. */
    SOME_CONTENT
  }

  private SquashfsImage(RandomAccessBytes bytes, Superblock superblock, SquashfsFault fault) {
    this.bytes = bytes;
    this.superblock = superblock;
    this.fault = fault;
  }

  /** Returns whether a file that starts with these four bytes may be an image. */
  public static boolean isImage(byte[] head) {
    return Superblock.isMagic(head);
  }

  /**
   * Opens an image, reading its superblock.
   *
   * @throws FaultException if it is not an image, is truncated, or has an unsupported version or
   *     compression
   */
  public static SquashfsImage open(RandomAccessBytes bytes) throws IOException {
    SquashfsFault fault = new SquashfsFault(bytes.name());
    return new SquashfsImage(bytes, Superblock.read(bytes, fault), fault);
  }

  /** Returns the compressor and block size, for messages. */
  public String format() {
    return "squashfs 4.0, "
        + superblock.compressor().title()
        + ", blocks of "
        + superblock.blockSize() / 1024
        + " KiB";
  }

  /** Returns its size in bytes, without padding after it. */
  public long size() {
    return superblock.bytesUsed();
  }

  /**
   * Reads all entries: a directory comes before its content, the first name of a file before its
   * hard links. The parts of a file without data are holes.
   *
   * @throws FaultException if the image is damaged
   */
  public void readEntries(Use use, EntrySink sink) throws IOException {
    try (BlockDecoders decoders = BlockDecoders.ofHost(superblock.compressor().format())) {
      DecodeBudget budget = new DecodeBudget(superblock.bytesUsed(), fault);
      MetadataBlocks blocks =
          new MetadataBlocks(bytes, superblock.bytesUsed(), decoders, budget, fault);
      DataBlocks data = new DataBlocks(bytes, superblock, decoders, budget, fault);
      TreeTraversal tree = new TreeTraversal(blocks, superblock, data, budget);
      if (use == Use.SOME_CONTENT) {
        ReadAheadWindow.none(tree).drain(sink);
      } else {
        readAhead(tree, sink);
      }
    }
  }

  private void readAhead(TreeTraversal tree, EntrySink sink) throws IOException {
    int threads = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "squashfs");
              thread.setDaemon(true);
              return thread;
            });
    try {
      ReadAheadWindow.of(tree, superblock.blockSize(), executor).drain(sink);
    } finally {
      end(executor);
    }
  }

  /**
   * Waits for the blocks that are being decoded, some milliseconds. The threads are not
   * interrupted, as that would close the file for all.
   */
  private static void end(ThreadPoolExecutor executor) {
    executor.getQueue().clear();
    executor.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = executor.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
