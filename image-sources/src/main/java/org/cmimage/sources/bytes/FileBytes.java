package org.cmimage.sources.bytes;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes of a file of this machine. Thread-safe. As with any {@link FileChannel}, interrupting a
 * thread that reads closes it for all.
 */
public final class FileBytes implements OpenBytes {
  private final String name;
  private final FileChannel channel;
  private final long size;

  private FileBytes(String name, FileChannel channel, long size) {
    this.name = name;
    this.channel = channel;
    this.size = size;
  }

  /** Opens a file; its size is that of this moment. */
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
  public void close() throws IOException {
    channel.close();
  }
}
