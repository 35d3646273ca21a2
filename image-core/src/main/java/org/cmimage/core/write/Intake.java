package org.cmimage.core.write;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.EntrySink;
import org.cmimage.core.tree.PlacedContent;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The writing of one archive's entries, in its order. Every name is made at once, by the thread
 * that reads the archive: so links, replacements and paths through links have the same result as
 * with one thread. Content and attributes of files are written through their descriptors by other
 * threads.
 *
 * <p>Content that can be read at any position ({@link PlacedContent}) is read by the thread that
 * writes it. All other content is read by the thread that reads the archive.
 *
 * <p>Memory: 256 chunks of 64 KiB.
 */
public final class Intake {
  private static final int CHUNKS = 256;

  /** The limit of pending files, each of which holds a descriptor. */
  private static final int FILES = 256;

  private static final int MAX_THREADS = 4;

  /** The number of bytes of content between two checks of the free space. */
  private static final long SPACE_INTERVAL = 64 << 20;

  private final RootfsWriter writer;
  private final Rootfs tree;
  private final NodeWriter nodes;
  private final AttributeWriter attributes;
  private final WriteLimits limits;
  private final Chunks chunks = new Chunks(CHUNKS);
  private final BlockingQueue<Optional<PendingFile>> queue = new ArrayBlockingQueue<>(FILES);
  private volatile @Nullable Failure first;

  /** Bytes of queued files that the writing threads read themselves. */
  private final AtomicLong givenAway = new AtomicLong();

  private long entries;
  private long bytes;
  private long sinceSpaceSeen = SPACE_INTERVAL;

  /** A function that passes all entries of an archive to a sink. */
  @FunctionalInterface
  public interface Feed {
    /** Returns at the end of the archive; throws the first failure. */
    void into(EntrySink sink) throws IOException, InterruptedException;
  }

  private record Failure(long sequence, Throwable cause) {}

  Intake(
      RootfsWriter writer,
      Rootfs tree,
      NodeWriter nodes,
      AttributeWriter attributes,
      WriteLimits limits) {
    this.writer = writer;
    this.tree = tree;
    this.nodes = nodes;
    this.attributes = attributes;
    this.limits = limits;
  }

  void run(Feed feed) throws IOException, InterruptedException {
    List<Thread> threads = new ArrayList<>();
    // more than cores, as a thread that extends a file may wait for the kernel to free memory
    int count = Math.min(MAX_THREADS, 2 + Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(this::writeFiles, "intake-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    try {
      feed.into(this::accept);
    } catch (InterruptedIOException e) {
      Thread.interrupted();
      fail(-1, new InterruptedException(e.getMessage()));
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      fail(entries, e);
    } finally {
      end(threads);
    }
    if (first != null) {
      rethrow(first.cause());
    }
  }

  /**
   * Ends the threads, also where this thread is interrupted: nothing may be written after the call.
   */
  private void end(List<Thread> threads) {
    boolean interrupted = false;
    int told = 0;
    while (told < threads.size() || threads.stream().anyMatch(Thread::isAlive)) {
      try {
        if (told < threads.size()) {
          queue.put(Optional.empty());
          told++;
        } else {
          for (Thread thread : threads) {
            thread.join();
          }
        }
      } catch (InterruptedException e) {
        interrupted = true;
        fail(-1, e);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rethrow(Throwable cause) throws IOException, InterruptedException {
    if (cause instanceof IOException e) {
      throw e;
    } else if (cause instanceof InterruptedException e) {
      throw e;
    } else if (cause instanceof RuntimeException e) {
      throw e;
    }
    throw (Error) cause;
  }

  /** Keeps the failure that is first in the archive. */
  private synchronized void fail(long sequence, Throwable cause) {
    Failure before = first;
    if (before == null || sequence < before.sequence) {
      first = new Failure(sequence, cause);
    }
  }

  private void accept(TreeEntry entry, InputStream content) throws IOException {
    requireNoFailure();
    long sequence = entries++;
    RootfsWriter.requireWritable(entry.path());
    requireWithinLimits(entry);
    if (!(entry.kind() instanceof Kind.Regular file) || entry.path().isRoot()) {
      // the last one of several entries for a directory counts, as with tar
      int order = (int) Math.max(0, Integer.MAX_VALUE - sequence);
      writer.write(entry, content, order, CollisionPolicy.LAST_COUNTS);
      return;
    }
    Optional<HostCalls.Handle> handle;
    try {
      handle = nodes.begin(entry, CollisionPolicy.LAST_COUNTS);
    } catch (HostCallException e) {
      throw WriteFault.refused(entry, tree.directory(), e);
    }
    try {
      if (content instanceof PlacedContent placed && !file.isSparse()) {
        giveAway(sequence, entry, handle.orElseThrow(), placed);
      } else {
        transfer(new PendingFile(sequence, entry, handle.orElseThrow(), Optional.empty()), content);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while \"" + entry.path() + "\" was written");
    }
  }

  private void requireNoFailure() throws IOException {
    Failure failure = first;
    if (failure != null) {
      throw new IOException("another entry could not be written", failure.cause());
    }
  }

  private void requireWithinLimits(TreeEntry entry) throws IOException {
    if (entries > limits.entries()) {
      throw WriteFault.badEntry(
          entry.path(), "expected an archive of at most " + limits.entries() + " entries");
    }
    if (!(entry.kind() instanceof Kind.Regular file)) {
      return;
    }
    long size = file.contentSize();
    if (size > limits.bytes() - bytes) {
      throw WriteFault.badEntry(
          entry.path(),
          "expected at most "
              + limits.bytes()
              + " bytes in all files, found "
              + bytes
              + " before it and "
              + size
              + " in it");
    }
    bytes += size;
    sinceSpaceSeen += size;
    if (sinceSpaceSeen >= SPACE_INTERVAL) {
      long available = tree.calls().availableBytes(tree.root()) - givenAway.get();
      if (available < limits.freeBytes() + size) {
        long missing = limits.freeBytes() + size - available;
        throw WriteFault.full(
            entry.path(),
            tree.directory(),
            "has " + available + " bytes left; expected " + (limits.freeBytes() + size),
            missing,
            null);
      }
      sinceSpaceSeen = 0;
    }
  }

  /** Queues a file that another thread reads and writes. */
  private void giveAway(
      long sequence, TreeEntry entry, HostCalls.Handle handle, PlacedContent content)
      throws IOException, InterruptedException {
    PendingFile file;
    try {
      file = new PendingFile(sequence, entry, handle, Optional.of(content.hold()));
    } catch (IOException e) {
      handle.close();
      throw e;
    }
    try {
      queue.put(Optional.of(file));
    } catch (InterruptedException e) {
      file.close(chunks);
      throw e;
    }
    givenAway.addAndGet(file.placedBytes());
  }

  /** Queues a file: with its content if that fits one chunk, before its content otherwise. */
  private void transfer(PendingFile file, InputStream content)
      throws IOException, InterruptedException {
    boolean queued = false;
    boolean ended = false;
    try {
      while (!ended) {
        requireNoFailure();
        byte[] chunk = chunks.take();
        int length = 0;
        try {
          length = content.readNBytes(chunk, 0, Chunks.SIZE);
        } finally {
          if (length == 0) {
            chunks.release(chunk);
          }
        }
        if (length > 0) {
          file.add(chunk, length);
        }
        ended = length < Chunks.SIZE;
        if (ended) {
          file.complete();
        }
        if (!queued) {
          queue.put(Optional.of(file));
          queued = true;
        }
      }
    } finally {
      if (!ended) {
        file.cancel();
      }
      if (!queued) {
        file.close(chunks);
      }
    }
  }

  private void close(PendingFile file) throws InterruptedException {
    try {
      file.close(chunks);
    } catch (IOException e) {
      fail(file.sequence(), e);
    }
    givenAway.addAndGet(-file.placedBytes());
  }

  private void writeFiles() {
    try {
      for (Optional<PendingFile> next = queue.take(); next.isPresent(); next = queue.take()) {
        PendingFile file = next.get();
        try {
          Failure failure = first;
          if (failure == null || file.sequence() < failure.sequence) {
            file.write(tree.calls(), attributes, tree.written(), chunks);
          }
        } catch (HostCallException e) {
          fail(file.sequence(), WriteFault.refused(file.entry(), tree.directory(), e));
        } catch (IOException | RuntimeException | Error e) {
          fail(file.sequence(), e);
        } finally {
          close(file);
        }
      }
    } catch (InterruptedException e) {
      fail(-1, e);
    }
  }
}
