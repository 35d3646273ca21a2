package org.cmimage.sources.iso.path;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.cmimage.sources.bytes.FileBytes;
import org.cmimage.sources.bytes.OpenBytes;
import org.cmimage.sources.bytes.RandomAccessBytes;

/**
 * The content of a file inside an image; closing it closes the image. Thread-safe.
 *
 * @param name for messages
 */
record MediumBytes(String name, RandomAccessBytes content, FileBytes image) implements OpenBytes {
  @Override
  public long size() {
    return content.size();
  }

  @Override
  public int read(long position, ByteBuffer buffer) throws IOException {
    return content.read(position, buffer);
  }

  @Override
  public Closeable hold() throws IOException {
    return content.hold();
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
