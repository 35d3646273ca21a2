package org.cmimage.sources.iso.vfs;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.vfs2.provider.AbstractRandomAccessContent;
import org.apache.commons.vfs2.util.RandomAccessMode;
import org.cmimage.sources.bytes.ByteRangeStream;
import org.cmimage.sources.bytes.RandomAccessBytes;

/** The content of a file, read from the current position. For one thread. */
final class IsoRandomAccess extends AbstractRandomAccessContent {
  private final RandomAccessBytes bytes;
  private final ByteRangeStream stream;
  private final DataInputStream data;

  IsoRandomAccess(RandomAccessBytes bytes) {
    super(RandomAccessMode.READ);
    this.bytes = bytes;
    this.stream = new ByteRangeStream(bytes);
    this.data = new DataInputStream(stream);
  }

  @Override
  public void seek(long to) throws IOException {
    if (to < 0) {
      throw new IOException("negative position: " + to);
    }
    stream.seek(to);
  }

  @Override
  public long getFilePointer() {
    return stream.position();
  }

  @Override
  public long length() {
    return bytes.size();
  }

  @Override
  public void setLength(long length) throws IOException {
    throw new IOException("images are read only: " + bytes.name());
  }

  @Override
  public InputStream getInputStream() {
    return data;
  }

  @Override
  public void close() {
    // The image is closed with its file system.
  }

  @Override
  public void readFully(byte[] buffer) throws IOException {
    data.readFully(buffer);
  }

  @Override
  public void readFully(byte[] buffer, int offset, int length) throws IOException {
    data.readFully(buffer, offset, length);
  }

  @Override
  public int skipBytes(int count) throws IOException {
    return data.skipBytes(count);
  }

  @Override
  public boolean readBoolean() throws IOException {
    return data.readBoolean();
  }

  @Override
  public byte readByte() throws IOException {
    return data.readByte();
  }

  @Override
  public int readUnsignedByte() throws IOException {
    return data.readUnsignedByte();
  }

  @Override
  public short readShort() throws IOException {
    return data.readShort();
  }

  @Override
  public int readUnsignedShort() throws IOException {
    return data.readUnsignedShort();
  }

  @Override
  public char readChar() throws IOException {
    return data.readChar();
  }

  @Override
  public int readInt() throws IOException {
    return data.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return data.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return data.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return data.readDouble();
  }

  @Override
  public String readUTF() throws IOException {
    return data.readUTF();
  }
}
