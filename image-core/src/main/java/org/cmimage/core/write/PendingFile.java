package org.cmimage.core.write;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import org.cmimage.core.rootfs.ContentDigest;
import org.cmimage.core.rootfs.WrittenFiles;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.PlacedContent;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Kind;

/**
 * A file whose name exists, and whose content and attributes are still to be written. One thread
 * adds content, another writes it.
 */
final class PendingFile {
  private final long sequence;
  private final TreeEntry entry;
  private final Kind.Regular kind;
  private final HostCalls.Handle handle;
  private final Optional<PlacedContent.Hold> placed;
  private final Deque<Part> parts = new ArrayDeque<>(2);
  private boolean complete;
  private boolean cancelled;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(byte[] chunk, int length) {}

  /**
   * Makes a pending file.
   *
   * @param placed the whole content, closed with this; empty where it is added piece by piece
   */
  PendingFile(
      long sequence,
      TreeEntry entry,
      HostCalls.Handle handle,
      Optional<PlacedContent.Hold> placed) {
    this.sequence = sequence;
    this.entry = entry;
    this.kind = (Kind.Regular) entry.kind();
    this.handle = handle;
    this.placed = placed;
    this.complete = placed.isPresent();
  }

  /** Returns the position of its entry in the archive. */
  long sequence() {
    return sequence;
  }

  TreeEntry entry() {
    return entry;
  }

  /** Returns the number of bytes that the writing thread reads itself. */
  long placedBytes() {
    return placed.isPresent() ? kind.size() : 0;
  }

  /** Adds content; the file owns the chunk from now on. */
  synchronized void add(byte[] chunk, int length) {
    parts.add(new Part(chunk, length));
    notify();
  }

  /** Marks the end of the content. */
  synchronized void complete() {
    complete = true;
    notify();
  }

  /** Marks the content as unavailable from here on. */
  synchronized void cancel() {
    cancelled = true;
    notify();
  }

  private synchronized Optional<Part> next() throws InterruptedException {
    while (parts.isEmpty() && !complete && !cancelled) {
      wait();
    }
    return Optional.ofNullable(parts.poll());
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Writes content, then attributes; records the digest. */
  void write(HostCalls calls, AttributeWriter attributes, WrittenFiles written, Chunks chunks)
      throws IOException, InterruptedException {
    // digesting holes would cost as much as data; a later request for the digest reads the data
    boolean hollow = kind.size() - kind.contentSize() > ContentDigest.HOLES;
    MessageDigest digest = written.digest();
    FileContent content =
        new FileContent(
            calls, handle, entry.path(), kind, hollow ? Optional.empty() : Optional.of(digest));
    byte[] beginning =
        placed.isPresent()
            ? content.writeAll(placed.get(), WrittenFiles.BEGINNING)
            : writeParts(content, chunks);
    if (!isCancelled()) {
      long inode = attributes.apply(handle, entry.path(), entry.attributes()).inode();
      if (beginsWithData() && !hollow) {
        written.remember(inode, kind.size(), entry.attributes(), digest.digest(), beginning);
      } else {
        written.forget(inode);
      }
    }
  }

  /** Writes the added content until the end; returns the first bytes. */
  private byte[] writeParts(FileContent content, Chunks chunks)
      throws IOException, InterruptedException {
    Optional<byte[]> beginning = Optional.empty();
    for (Optional<Part> part = next(); part.isPresent(); part = next()) {
      byte[] chunk = part.get().chunk;
      int length = part.get().length;
      try {
        if (beginning.isEmpty()) {
          beginning = Optional.of(Arrays.copyOf(chunk, Math.min(length, WrittenFiles.BEGINNING)));
        }
        content.write(chunk, length);
      } finally {
        chunks.release(chunk);
      }
    }
    if (!isCancelled()) {
      content.end();
    }
    return beginning.orElse(new byte[0]);
  }

  /**
   * Returns whether the first data is at the file's beginning: a sparse file may begin with a hole.
   */
  private boolean beginsWithData() {
    return !kind.isSparse()
        || !kind.data().isEmpty()
            && kind.data().get(0).offset() == 0
            && kind.data().get(0).length() >= WrittenFiles.BEGINNING;
  }

  /** Closes the file and returns unwritten chunks; waits for those still to come. */
  void close(Chunks chunks) throws IOException, InterruptedException {
    handle.close();
    for (Optional<Part> part = next(); part.isPresent(); part = next()) {
      chunks.release(part.get().chunk);
    }
    if (placed.isPresent()) {
      placed.get().close();
    }
  }
}
