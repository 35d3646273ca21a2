package org.cmimage.sources.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 with kept-alive connections.
 *
 * <p>It stands on HttpURLConnection: fetching 207 small packages with 8 connections in a fresh
 * virtual machine took half the time that java.net.http took. The read time-out is the stall
 * watchdog, for it counts from the last byte.
 */
final class HttpTransport {
  private static final int MAX_REDIRECTS = 5;

  private final Duration connectLimit;
  private final Duration stallLimit;

  HttpTransport(Duration connectLimit, Duration stallLimit) {
    this.connectLimit = connectLimit;
    this.stallLimit = stallLimit;
  }

  /**
   * What a server sends.
   *
   * @param offset of the first byte of the body in the file: what was asked for, or 0 if the server
   *     cannot resume
   * @param total bytes of the whole file, where the server says
   */
  record Response(InputStream body, long offset, OptionalLong total) implements Closeable {
    @Override
    public void close() throws IOException {
      body.close();
    }
  }

  /** An answer other than the file. */
  static final class StatusException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    private final int status;

    StatusException(URI uri, int status) {
      super(uri + " answers HTTP status " + status);
      this.status = status;
    }

    boolean isAbsent() {
      return status == 404 || status == 410;
    }

    boolean isRangeRefused() {
      return status == 416;
    }

    boolean isTransient() {
      return status >= 500 || status == 408 || status == 425 || status == 429;
    }
  }

  /** An answer that no repetition will change. */
  static final class RefusedException extends IOException {
    @Serial private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  /** Asks for a file from an offset on. */
  Response get(URI uri, long offset) throws IOException {
    HttpURLConnection connection = send("GET", uri, offset);
    int status = connection.getResponseCode();
    long length = connection.getContentLengthLong();
    if (status == 206) {
      long total = totalOf(connection.getHeaderField("Content-Range"), offset);
      return new Response(
          connection.getInputStream(),
          offset,
          total < 0 ? OptionalLong.empty() : OptionalLong.of(total));
    }
    return new Response(
        connection.getInputStream(),
        0,
        length < 0 ? OptionalLong.empty() : OptionalLong.of(length));
  }

  /** Asks whether a server is there; any answer will do. */
  void head(URI uri) throws IOException {
    try {
      send("HEAD", uri, 0);
    } catch (StatusException answered) {
      if (answered.isTransient()) {
        throw answered;
      }
    }
  }

  private HttpURLConnection send(String method, URI uri, long offset) throws IOException {
    URI target = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setInstanceFollowRedirects(false); // it would not go from http to https
      connection.setConnectTimeout((int) connectLimit.toMillis());
      connection.setReadTimeout((int) stallLimit.toMillis());
      connection.setRequestProperty("User-Agent", "cm-image");
      connection.setRequestProperty("Accept", "*/*");
      if (offset > 0) {
        connection.setRequestProperty("Range", "bytes=" + offset + "-");
      }
      int status = connection.getResponseCode();
      if (status == 200 || status == 206 && offset > 0) {
        return connection;
      }
      String location = connection.getHeaderField("Location");
      drain(connection);
      if (status < 300 || status > 308 || location == null) {
        throw new StatusException(target, status);
      }
      target = redirected(target, location);
    }
    throw new RefusedException(uri + " redirects more than " + MAX_REDIRECTS + " times");
  }

  /**
   * Reads the page that comes with an error or redirection, so that the connection can be used
   * again.
   */
  private static void drain(HttpURLConnection connection) throws IOException {
    InputStream page = connection.getErrorStream();
    try (InputStream body = page != null ? page : connection.getInputStream()) {
      if (body.readNBytes(1 << 16).length == 1 << 16) {
        connection.disconnect();
      }
    } catch (IOException e) {
      connection.disconnect(); // the page does not matter, the status does
    }
  }

  private static URI redirected(URI from, String location) throws RefusedException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(from + " redirects to what is no address: " + location);
    }
    boolean same = from.getScheme().equalsIgnoreCase(to.getScheme());
    if (!same && !"https".equalsIgnoreCase(to.getScheme())) {
      throw new RefusedException(from + " redirects to the less safe " + to);
    }
    return to;
  }

  /** The file's size from {@code bytes 500-999/1000}; -1 where it is not told. */
  private static long totalOf(@Nullable String range, long offset) throws RefusedException {
    if (range == null || !range.matches("bytes " + offset + "-\\d{1,18}/(\\d{1,18}|\\*)")) {
      throw new RefusedException("asked for bytes from " + offset + ", the server sends: " + range);
    }
    String total = range.substring(range.indexOf('/') + 1);
    return total.equals("*") ? -1 : Long.parseLong(total);
  }
}
