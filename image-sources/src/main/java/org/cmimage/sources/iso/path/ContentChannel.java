package org.cmimage.sources.iso.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.cmimage.sources.bytes.OpenBytes;

/** The content of a file inside an image; closing it closes the image. For one thread. */
final class ContentChannel implements SeekableByteChannel {
  private final OpenBytes content;
  private long position;
  private boolean open = true;

  ContentChannel(OpenBytes content) {
    this.content = content;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!open) {
      throw new ClosedChannelException();
    }
    int count = content.read(position, target);
    position += Math.max(0, count);
    return count;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("position " + value);
    }
    position = value;
    return this;
  }

  @Override
  public long size() {
    return content.size();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    content.close();
  }
}
