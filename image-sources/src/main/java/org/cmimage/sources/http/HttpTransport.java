package org.cmimage.sources.http;

import com.google.common.base.Suppliers;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.cmimage.core.catalog.Login;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.access.ProxyServer;
import org.cmimage.sources.access.ServerAccess;
import org.cmimage.sources.http.Sender.Answer;

/**
 * HTTP/1.1 with persistent connections. The read time-out detects stalls, because it counts from
 * the last byte. Thread-safe.
 */
public final class HttpTransport {
  private static final int MAX_REDIRECTS = 5;

  private final ServerAccess access;
  private final Sender direct;
  private final Supplier<Sender> tunnels;

  /**
   * Creates a transport.
   *
   * @param connectLimit how long a server may take to accept a connection
   * @param stallLimit how long a server may be silent
   */
  public HttpTransport(ServerAccess access, Duration connectLimit, Duration stallLimit) {
    Sender.Limits limits = new Sender.Limits(connectLimit, stallLimit);
    this.access = access;
    this.direct = new UrlSender(limits);
    this.tunnels = Suppliers.memoize(() -> new ClientSender(limits));
  }

  /** Requests a file from an offset on. */
  public Response get(URI uri, long offset) throws IOException {
    Answer answer = send("GET", uri, offset);
    if (answer.status() == 206) {
      long total = totalOf(answer.header("Content-Range").orElse(""), offset);
      return new Response(
          answer.body(), offset, total < 0 ? OptionalLong.empty() : OptionalLong.of(total));
    }
    OptionalLong length =
        answer
            .header("Content-Length")
            .filter(text -> text.matches("\\d{1,18}"))
            .map(text -> OptionalLong.of(Long.parseLong(text)))
            .orElse(OptionalLong.empty());
    return new Response(answer.body(), 0, length);
  }

  /** Checks that a server responds; any answer is accepted. */
  public void head(URI uri) throws IOException {
    try {
      send("HEAD", uri, 0).discard();
    } catch (StatusException answered) {
      if (answered.isTransient()) {
        throw answered;
      }
    }
  }

  private Answer send(String method, URI uri, long offset) throws IOException {
    URI target = uri;
    Optional<Login> login = access.login(uri);
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      Optional<ProxyServer> proxy = access.proxy(target);
      Map<String, String> headers = headers(offset);
      login.ifPresent(known -> headers.put("Authorization", known.basic()));
      Answer answer = exchange(new Sender.Request(method, target, headers, proxy));
      int status = answer.status();
      if (status == 200 || status == 206 && offset > 0) {
        return answer;
      }
      Optional<String> location = answer.header("Location");
      answer.discard();
      if (status < 300 || status > 308 || location.isEmpty()) {
        throw new StatusException(target, status, login.isPresent(), proxy);
      }
      URI next = redirected(target, Login.without(location.get()));
      if (!ServerAccess.sameServer(target, next)) {
        login = access.login(next); // a login is for its own server, wherever a redirection leads
      }
      target = next;
    }
    throw new RefusedException(uri + " redirects more than " + MAX_REDIRECTS + " times");
  }

  private static Map<String, String> headers(long offset) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("User-Agent", "cm-image");
    headers.put("Accept", "*/*");
    if (offset > 0) {
      headers.put("Range", "bytes=" + offset + "-");
    }
    return headers;
  }

  /** Exchanges by the faster sender if that supports the request; failures name the proxy. */
  private Answer exchange(Sender.Request request) throws IOException {
    boolean plain =
        request.proxy().isEmpty()
            || request.proxy().get().scheme() == ProxyServer.Scheme.HTTP
                && "http".equalsIgnoreCase(request.uri().getScheme());
    try {
      Answer answer = (plain ? direct : tunnels.get()).send(request);
      answer.status();
      return answer;
    } catch (FaultException | RefusedException e) {
      throw e;
    } catch (IOException e) {
      if (request.proxy().isEmpty()) {
        throw e;
      }
      String fact = String.valueOf(e.getMessage());
      throw new IOException("through proxy " + request.proxy().get() + ": " + fact, e);
    }
  }

  private static URI redirected(URI from, String location) throws RefusedException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          from + " redirects to \"" + location + "\", which is not an address");
    }
    boolean same = from.getScheme().equalsIgnoreCase(to.getScheme());
    if (!same && !"https".equalsIgnoreCase(to.getScheme())) {
      throw new RefusedException(from + " redirects to the less safe " + to);
    }
    if (to.getHost() == null) {
      throw new RefusedException(
          from + " redirects to \"" + location + "\", which is not an address");
    }
    return to;
  }

  /** Returns the file's size from {@code bytes 500-999/1000}; -1 if it is not given. */
  private static long totalOf(String range, long offset) throws RefusedException {
    if (!range.matches("bytes " + offset + "-\\d{1,18}/(\\d{1,18}|\\*)")) {
      throw new RefusedException("asked for bytes from " + offset + ", the server sends: " + range);
    }
    String total = range.substring(range.indexOf('/') + 1);
    return total.equals("*") ? -1 : Long.parseLong(total);
  }
}
