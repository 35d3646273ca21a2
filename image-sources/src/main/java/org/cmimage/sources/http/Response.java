package org.cmimage.sources.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/**
 * The response of a server.
 *
 * @param offset of the first byte of the body in the file: the requested one, or 0 if the server
 *     cannot resume
 * @param total the size of the whole file in bytes, if given
 */
public record Response(InputStream body, long offset, OptionalLong total) implements Closeable {
  @Override
  public void close() throws IOException {
    body.close();
  }
}
