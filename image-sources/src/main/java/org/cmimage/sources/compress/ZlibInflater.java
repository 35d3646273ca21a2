package org.cmimage.sources.compress;

import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.cmimage.core.codec.RawInflater;

/** The JDK's decoder of raw deflate data, available on every host. */
public final class ZlibInflater implements RawInflater {
  private final Inflater inflater = new Inflater(true);

  /** Creates a decoder before its first stream. */
  public ZlibInflater() {}

  @Override
  public void setInput(byte[] bytes, int offset, int length) {
    inflater.setInput(bytes, offset, length);
  }

  @Override
  public int inflate(byte[] out, int offset, int length) throws IOException {
    try {
      int count = inflater.inflate(out, offset, length);
      if (inflater.needsDictionary()) {
        throw new IOException("a preset dictionary is asked for");
      }
      return count;
    } catch (DataFormatException e) {
      throw new IOException(e.getMessage() == null ? "invalid deflate data" : e.getMessage(), e);
    }
  }

  @Override
  public boolean isFinished() {
    return inflater.finished();
  }

  @Override
  public int unused() {
    return inflater.getRemaining();
  }

  @Override
  public void reset() {
    inflater.reset();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
