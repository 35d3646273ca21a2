package org.cmimage.sources.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.cmimage.sources.access.ProxyServer;

/** Sends one request and takes one answer; follows no redirection. Thread-safe. */
interface Sender {
  /** Returns the answer; its body has to be read to its end, or closed. */
  Answer send(Request request) throws IOException;

  /**
   * A request.
   *
   * @param proxy who passes it on
   */
  record Request(
      String method, URI uri, Map<String, String> headers, Optional<ProxyServer> proxy) {}

  /**
   * How long to wait.
   *
   * @param connect for a server to accept a connection
   * @param stall for the next byte
   */
  record Limits(Duration connect, Duration stall) {}

  /** What a server answers. */
  interface Answer {
    /** Returns the status, such as 200. */
    int status() throws IOException;

    /** Returns the value of a header. */
    Optional<String> header(String name);

    /** Returns the body of an answer that has the file. */
    InputStream body() throws IOException;

    /** Takes an answer that is not wanted, so that the connection can be used again. */
    void discard();
  }
}
