package org.cmimage.core.rootfs;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.cmimage.core.spi.FileStatus;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.spi.TreeEntry.Attributes;

/**
 * The SHA-256 of files: remembered of those that were digested while they were written, read for
 * all others. Thread-safe.
 */
final class FileDigests {
  /** About 150 bytes each; what comes beyond is read again when it is asked for. */
  private static final int REMEMBERED = 300_000;

  private static final int BUFFER = 1 << 16;

  private final ConcurrentMap<Long, Known> known = new ConcurrentHashMap<>();
  private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[BUFFER]);

  /** A file may be written again, or its inode number be given to another one. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Known(long size, long mtimeSeconds, int mtimeNanos, byte[] digest) {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Remembers the digest of a file with this size and time. */
  void remember(long inode, long size, Attributes attributes, byte[] digest) {
    if (known.size() < REMEMBERED) {
      known.put(inode, new Known(size, attributes.mtimeSeconds(), attributes.mtimeNanos(), digest));
    }
  }

  /** That of a regular file whose status was just taken. */
  byte[] of(HostCalls calls, HostCalls.Handle parent, byte[] name, FileStatus status)
      throws IOException {
    Known written = known.get(status.inode());
    if (written != null
        && written.size == status.size()
        && written.mtimeSeconds == status.mtimeSeconds()
        && written.mtimeNanos == status.mtimeNanos()) {
      return written.digest.clone();
    }
    MessageDigest digest = sha256();
    byte[] buffer = buffers.get();
    try (InputStream content = new FileStream(calls, calls.openFile(parent, name))) {
      int length;
      while ((length = content.read(buffer, 0, buffer.length)) >= 0) {
        digest.update(buffer, 0, length);
      }
    }
    return digest.digest();
  }
}
