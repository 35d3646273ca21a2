package org.cmimage.sources.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * What a server sends.
 *
 * @param offset of the first byte of the body in the file: what was asked for, or 0 if the server
 *     cannot resume
 * @param total bytes of the whole file, where the server says
 */
public record Response(InputStream body, long offset, OptionalLong total) implements Closeable {
  @Override
  public void close() throws IOException {
    body.close();
  }
}
