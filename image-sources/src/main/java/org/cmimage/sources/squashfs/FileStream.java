package org.cmimage.sources.squashfs;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.cmimage.core.tree.BlockStream;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.sources.squashfs.DataBlocks.Block;

/**
 * The content of a regular file, passed on with its entry: its data, without holes. Blocks may be
 * requested before they are read ({@link #issue}); the reading thread decodes those that no other
 * thread has started. For one thread.
 */
final class FileStream extends BlockStream {
  private static final String BLOCK = "block of a file";

  /** A file with more holes than this is read as one without holes. */
  private static final int MOST_EXTENTS = 1 << 16;

  private final Inode.RegularFile file;
  private final int blockSize;
  private final DataBlocks data;
  private final Fragments fragments;
  private final Kind.Regular kind;
  private final Deque<Part> issued = new ArrayDeque<>();

  /** The next block to request; the fragment follows the last one. */
  private int next;

  /** The position of the next block in the image. */
  private long position;

  private Optional<Part> current = Optional.empty();
  private byte[] bytes = {};
  private int at;
  private int end;

  /** The number of blocks that are requested and not read yet. */
  private int cost;

  /**
   * A requested part of the file.
   *
   * @param task reads the block; empty for zeros
   * @param from the start of the part in the block
   * @param shared whether the block is used by other files too
   */
  private record Part(
      Optional<FutureTask<Block>> task, int from, int length, boolean shared, int cost) {}

  FileStream(Inode.RegularFile file, int blockSize, DataBlocks data, Fragments fragments) {
    this.file = file;
    this.blockSize = blockSize;
    this.data = data;
    this.fragments = fragments;
    this.position = file.start();
    this.kind = kind(file, blockSize);
  }

  private static Kind.Regular kind(Inode.RegularFile file, int blockSize) {
    List<Extent> extents = new ArrayList<>();
    long start = 0;
    long end = 0;
    boolean holes = false;
    for (int i = 0; i < file.blocks().length; i++) {
      long blockEnd = Math.min((i + 1L) * blockSize, file.size());
      if (file.blocks()[i] != 0) {
        end = blockEnd;
        continue;
      }
      holes = true;
      if (end > start) {
        extents.add(new Extent(start, end - start));
      }
      start = blockEnd;
      end = blockEnd;
      if (extents.size() > MOST_EXTENTS) {
        return new Kind.Regular(file.size());
      }
    }
    if (!holes) {
      return new Kind.Regular(file.size());
    }
    if (file.fragment() != Inode.RegularFile.NO_FRAGMENT) {
      end = file.size();
    }
    if (end > start || extents.isEmpty()) {
      extents.add(new Extent(start, end - start));
    }
    return new Kind.Regular(file.size(), extents);
  }

  /** Returns the kind and size of the file. */
  Kind.Regular kind() {
    return kind;
  }

  /** Returns the number of blocks that are requested and not read yet. */
  int cost() {
    return cost;
  }

  /** Returns the approximate memory in bytes that it takes without its blocks. */
  long weight() {
    return 4L * file.blocks().length + 48L * kind.data().size();
  }

  /** Returns whether everything has been requested. */
  boolean isAllIssued() {
    skipHoles();
    return next >= file.blocks().length
        && (next > file.blocks().length || file.fragment() == Inode.RegularFile.NO_FRAGMENT);
  }

  private void skipHoles() {
    while (kind.isSparse() && next < file.blocks().length && file.blocks()[next] == 0) {
      next++;
    }
  }

  /** Requests the next block. */
  void issue(Executor executor) throws IOException {
    Part part = next < file.blocks().length ? block(next) : fragment();
    next++;
    cost += part.cost();
    issued.add(part);
    if (part.cost() > 0) {
      part.task().ifPresent(executor::execute);
    }
  }

  private Part block(int index) {
    int word = file.blocks()[index];
    int length = (int) Math.min(blockSize, file.size() - (long) index * blockSize);
    if (word == 0) {
      return new Part(Optional.empty(), 0, length, false, 1);
    }
    long start = position;
    position += DataBlocks.storedLength(word);
    return new Part(
        Optional.of(new FutureTask<>(() -> data.read(BLOCK, start, word))), 0, length, false, 1);
  }

  /** Requests the fragment; it costs nothing if it is being read for another file already. */
  private Part fragment() throws IOException {
    int added = fragments.isKept(file.fragment()) ? 0 : 1;
    return new Part(
        Optional.of(fragments.get(file.fragment())),
        file.fragmentOffset(),
        (int) (file.size() % blockSize),
        true,
        added);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (at == end) {
      release();
      if (issued.isEmpty()) {
        if (isAllIssued()) {
          return -1;
        }
        issue(task -> {});
      }
      begin(issued.remove());
    }
    int count = Math.min(length, end - at);
    System.arraycopy(bytes, at, buffer, offset, count);
    at += count;
    return count;
  }

  private void begin(Part part) throws IOException {
    cost -= part.cost();
    if (part.task().isEmpty()) {
      bytes = new byte[part.length()];
      at = 0;
      end = part.length();
      return;
    }
    Block block = get(part.task().get());
    if (!part.shared()) {
      data.requireLength(BLOCK, block, part.length());
    } else if (part.length() > block.length() - part.from()) {
      data.requireLength(Fragments.NAME, block, part.from() + part.length());
    }
    current = Optional.of(part);
    bytes = block.bytes();
    at = part.from();
    end = at + part.length();
  }

  private static Block get(FutureTask<Block> task) throws IOException {
    task.run(); // has no effect if another thread has started it
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a squashfs image was read");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      } else if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private void release() throws IOException {
    if (current.isPresent() && !current.get().shared()) {
      data.release(get(current.get().task().orElseThrow()));
    }
    current = Optional.empty();
    bytes = new byte[0];
    at = 0;
    end = 0;
  }

  /** Discards what was not read. */
  @Override
  public void close() {
    next = Integer.MAX_VALUE;
    cost = 0;
    for (Part part : issued) {
      if (!part.shared()) {
        part.task().ifPresent(task -> task.cancel(false));
      }
    }
    issued.clear();
  }
}
