package org.cmimage.sources.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.cmimage.sources.access.ProxyServer;

/** Sends one request and receives one response; follows no redirection. Thread-safe. */
interface Sender {
  /** Returns the response; its body must be read to its end, or closed. */
  Answer send(Request request) throws IOException;

  /**
   * A request.
   *
   * @param proxy the proxy to send it through
   */
  record Request(
      String method, URI uri, Map<String, String> headers, Optional<ProxyServer> proxy) {}

  /**
   * The time limits.
   *
   * @param connect for a server to accept a connection
   * @param stall for the next byte
   */
  record Limits(Duration connect, Duration stall) {}

  /** The response of a server. */
  interface Answer {
    /** Returns the status, such as 200. */
    int status() throws IOException;

    /** Returns the value of a header. */
    Optional<String> header(String name);

    /** Returns the body of a response that contains the file. */
    InputStream body() throws IOException;

    /** Reads the rest of an unneeded response, so that the connection can be reused. */
    void discard();
  }
}
