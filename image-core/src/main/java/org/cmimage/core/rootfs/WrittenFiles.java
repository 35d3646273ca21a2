package org.cmimage.core.rootfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.cmimage.core.codec.Digests;
import org.cmimage.core.syscall.FileStatus;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreeEntry.Attributes;

/**
 * The digests and first bytes of files: kept in memory for files digested while they were written,
 * read for all others. Thread-safe.
 */
public final class WrittenFiles {
  /** The number of first bytes kept: enough to detect the format of a file. */
  public static final int BEGINNING = 32;

  /** The limit of files kept, at about 200 bytes each; others are read again on request. */
  private static final int REMEMBERED = 300_000;

  private static final int BUFFER = 1 << 16;

  private final ConcurrentMap<Long, Known> known = new ConcurrentHashMap<>();
  private final ThreadLocal<MessageDigest> digests = ThreadLocal.withInitial(Digests::newSha256);
  private final ThreadLocal<ByteBuffer> buffers =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

  /**
   * The known content with size and time, as a file may be written again, or its inode number
   * reused.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Known(
      long size, long mtimeSeconds, int mtimeNanos, byte[] digest, byte[] beginning) {
    boolean isOf(FileStatus status) {
      return size == status.size()
          && mtimeSeconds == status.mtimeSeconds()
          && mtimeNanos == status.mtimeNanos();
    }
  }

  /**
   * Returns the calling thread's digest, reset: making one for every file costs more than digesting
   * small files.
   */
  public MessageDigest digest() {
    MessageDigest digest = digests.get();
    digest.reset();
    return digest;
  }

  /**
   * Remembers the content of a file with this size and time.
   *
   * @param beginning its first {@link #BEGINNING} bytes, or all
   */
  public void remember(
      long inode, long size, Attributes attributes, byte[] digest, byte[] beginning) {
    if (known.size() < REMEMBERED) {
      known.put(
          inode,
          new Known(size, attributes.mtimeSeconds(), attributes.mtimeNanos(), digest, beginning));
    }
  }

  private Optional<Known> of(FileStatus status) {
    return Optional.ofNullable(known.get(status.inode())).filter(file -> file.isOf(status));
  }

  /** Removes the entry of this inode number. */
  public void forget(long inode) {
    known.remove(inode);
  }

  /**
   * Returns the digest of a regular file whose status was just taken.
   *
   * @param form empty for the form that follows from the file's holes
   */
  public ContentDigest digest(
      HostCalls calls,
      HostCalls.Handle parent,
      byte[] name,
      FileStatus status,
      Optional<ContentDigest.Form> form)
      throws IOException {
    Optional<Known> written = of(status);
    if (written.isPresent() && form.orElse(ContentDigest.Form.WHOLE) == ContentDigest.Form.WHOLE) {
      return new ContentDigest(ContentDigest.Form.WHOLE, written.get().digest.clone());
    }
    try (HostCalls.Handle file = calls.openFile(parent, name)) {
      ContentDigest.Form right =
          form.isPresent() ? form.get() : ContentDigest.formOf(calls, file, status.size());
      return ContentDigest.read(calls, file, right, buffers.get(), digest());
    }
  }

  /**
   * Returns the first {@link #BEGINNING} bytes, or all, of a regular file whose status was just
   * taken.
   */
  ByteBuffer beginning(HostCalls calls, HostCalls.Handle parent, byte[] name, FileStatus status)
      throws IOException {
    Optional<Known> written = of(status);
    if (written.isPresent()) {
      return ByteBuffer.wrap(written.get().beginning).asReadOnlyBuffer();
    }
    ByteBuffer buffer = buffers.get().clear().limit(BEGINNING);
    try (HostCalls.Handle file = calls.openFile(parent, name)) {
      while (buffer.hasRemaining() && calls.read(file, buffer) >= 0) {
        // until the buffer is full, or the file's end
      }
    }
    byte[] beginning = new byte[buffer.flip().remaining()];
    buffer.get(beginning);
    return ByteBuffer.wrap(beginning);
  }
}
