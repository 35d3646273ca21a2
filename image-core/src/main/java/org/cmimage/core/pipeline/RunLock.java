package org.cmimage.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two runs from working on one cluster at once. The kernel releases it when the holder dies.
 */
final class RunLock implements Closeable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Where the lock of a cluster is. */
  static Path file(ClusterLayout layout) {
    return layout.resolve("/var/lib/cm-image/lock");
  }

  /**
   * Fails where another run holds the lock. Changes nothing.
   *
   * @throws FaultException naming the process that holds it
   */
  static void check(Path file) throws IOException {
    if (Files.isWritable(file)) {
      take(file).close();
    }
  }

  /**
   * Takes the lock.
   *
   * @throws FaultException naming the process that holds it
   */
  static RunLock take(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (tryLock(channel) == null) {
      String holder = Files.readString(file, UTF_8).strip();
      channel.close();
      throw new FaultException(
          ErrorCode.LOCKED,
          "cannot start: another run is at work on this cluster (process " + holder + ")",
          new Remedy.Advice("Wait until it has ended, then run the same command again."));
    }
    channel.truncate(0);
    channel.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"));
    return new RunLock(channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
