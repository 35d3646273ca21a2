package org.cmimage.core.rootfs;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.spi.TreeEntry;
import org.cmimage.core.spi.TreeEntry.Kind;

/**
 * A file that has its name, and whose content and attributes are still to be written. One thread
 * adds content, another writes it.
 */
final class PendingFile {
  private final long sequence;
  private final TreeEntry entry;
  private final Kind.Regular kind;
  private final HostCalls.Handle handle;
  private final Deque<Part> parts = new ArrayDeque<>(2);
  private boolean complete;
  private boolean cancelled;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Part(byte[] chunk, int length) {}

  PendingFile(long sequence, TreeEntry entry, Kind.Regular kind, HostCalls.Handle handle) {
    this.sequence = sequence;
    this.entry = entry;
    this.kind = kind;
    this.handle = handle;
  }

  /** Its place in the archive. */
  long sequence() {
    return sequence;
  }

  TreeEntry entry() {
    return entry;
  }

  /** Adds content; the chunk is the file's from now on. */
  synchronized void add(byte[] chunk, int length) {
    parts.add(new Part(chunk, length));
    notify();
  }

  /** No content follows. */
  synchronized void complete() {
    complete = true;
    notify();
  }

  /** The rest of the content cannot be had. */
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

  /** Writes content, then attributes; remembers the digest. */
  void write(HostCalls calls, AttributeWriter attributes, FileDigests digests, Chunks chunks)
      throws IOException, InterruptedException {
    MessageDigest digest = FileDigests.sha256();
    FileContent content = new FileContent(calls, handle, entry.path(), kind, Optional.of(digest));
    for (Optional<Part> part = next(); part.isPresent(); part = next()) {
      try {
        content.write(part.get().chunk, part.get().length);
      } finally {
        chunks.release(part.get().chunk);
      }
    }
    if (!isCancelled()) {
      content.end();
      long inode = attributes.apply(handle, entry.path(), entry.attributes()).inode();
      digests.remember(inode, kind.size(), entry.attributes(), digest.digest());
    }
  }

  /** Closes the file and gives back what was not written; waits for what is still to come. */
  void close(Chunks chunks) throws InterruptedException {
    handle.close();
    for (Optional<Part> part = next(); part.isPresent(); part = next()) {
      chunks.release(part.get().chunk);
    }
  }
}
