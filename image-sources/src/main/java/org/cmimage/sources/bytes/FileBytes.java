package org.cmimage.sources.bytes;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes of a file of this machine. Thread-safe. As with any {@link FileChannel}, interrupting a
 * thread that reads closes it for all threads.
 */
public final class FileBytes implements OpenBytes {
  private final String name;
  private final FileChannel channel;
  private final long size;

  /** The number of users: the opener, until it closes the file, and all holders. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean closed = new AtomicBoolean();

  private FileBytes(String name, FileChannel channel, long size) {
    this.name = name;
    this.channel = channel;
    this.size = size;
  }

  /** Opens a file; its size is fixed at this moment. */
  public static FileBytes open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new FileBytes(file.toString(), channel, channel.size());
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, ByteBuffer buffer) throws IOException {
    try {
      return channel.read(buffer, position);
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("interrupted while " + name + " was read");
    }
  }

  @Override
  public Closeable hold() throws IOException {
    if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
      throw new ClosedChannelException();
    }
    AtomicBoolean released = new AtomicBoolean();
    return () -> release(released);
  }

  private void release(AtomicBoolean released) throws IOException {
    if (!released.getAndSet(true) && users.decrementAndGet() == 0) {
      channel.close();
    }
  }

  /** Closes the file as soon as nothing holds it. */
  @Override
  public void close() throws IOException {
    release(closed);
  }
}
