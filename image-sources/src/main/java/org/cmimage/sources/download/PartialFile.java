package org.cmimage.sources.download;

import com.google.common.hash.HashCode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.cmimage.core.codec.Digests;

/**
 * An unfinished download. One process and one thread at a time owns it: others wait for the result
 * instead of fetching the same bytes. Received bytes survive in it for the next run. Its digest is
 * computed as it grows; only the part of an earlier run is read again.
 */
final class PartialFile implements Closeable {
  /**
   * POSIX drops a process's locks on a file when any of its descriptors is closed, so threads must
   * not even open it twice. Real paths: embedding programs may reach one cache by several names.
   */
  private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;
  private final MessageDigest digest = Digests.newSha256();
  private long length;

  private PartialFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens the file, which is created if it does not exist; empty while another owner has it. */
  static Optional<PartialFile> tryOpen(Path named) throws IOException {
    Path directory = Files.createDirectories(named.getParent());
    Path file = directory.toRealPath().resolve(named.getFileName());
    if (!IN_USE.add(file)) {
      return Optional.empty();
    }
    Optional<PartialFile> opened = Optional.empty();
    try {
      opened = tryLock(file);
      return opened;
    } finally {
      if (opened.isEmpty()) {
        IN_USE.remove(file);
      }
    }
  }

  private static Optional<PartialFile> tryLock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean ours = false;
    try {
      FileLock lock = channel.tryLock();
      // Between open and lock the previous owner may have published this very file: then the name
      // is gone or names another file.
      ours = lock != null && Files.exists(file) && Files.size(file) == channel.size();
      if (!ours) {
        return Optional.empty();
      }
      PartialFile partial = new PartialFile(file, channel);
      partial.readBack();
      return Optional.of(partial);
    } catch (NoSuchFileException e) {
      ours = false;
      return Optional.empty();
    } finally {
      if (!ours) {
        channel.close();
      }
    }
  }

  private void readBack() throws IOException {
    ByteBuffer block = ByteBuffer.allocate(1 << 16);
    for (int n = channel.read(block); n >= 0; n = channel.read(block)) {
      digest.update(block.array(), 0, n);
      length += n;
      block.clear();
    }
  }

  /** Returns the number of bytes received so far, by this run and earlier ones. */
  long length() {
    return length;
  }

  void append(byte[] block, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(block, 0, count);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      throw DownloadFaults.notWritten(
          file, e); // not the mirror's fault: another attempt would not help
    }
    digest.update(block, 0, count);
    length += count;
  }

  /** Discards the received bytes. */
  void clear() throws IOException {
    channel.truncate(0);
    channel.position(0);
    digest.reset();
    length = 0;
  }

  /**
   * Returns the SHA-256 of the received bytes. Only {@link #clear} or {@link #publish} may follow.
   */
  HashCode digest() {
    return HashCode.fromBytes(digest.digest());
  }

  /** Moves the file to its final path atomically. */
  void publish(Path target) throws IOException {
    Files.createDirectories(target.getParent());
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    try {
      if (length == 0) {
        Files.deleteIfExists(file);
      }
      channel.close();
    } finally {
      IN_USE.remove(file);
    }
  }
}
