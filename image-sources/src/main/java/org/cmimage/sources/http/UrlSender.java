package org.cmimage.sources.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Optional;

/**
 * Sends by HttpURLConnection, which keeps connections and starts quickly. It does not support
 * authentication to a proxy for a tunnel, and supports HTTP proxies only.
 */
final class UrlSender implements Sender {
  private final Limits limits;

  UrlSender(Limits limits) {
    this.limits = limits;
  }

  @Override
  public Answer send(Request request) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) request.uri().toURL().openConnection(proxy(request));
    connection.setRequestMethod(request.method());
    connection.setInstanceFollowRedirects(false); // it would not follow from http to https
    connection.setConnectTimeout((int) limits.connect().toMillis());
    connection.setReadTimeout((int) limits.stall().toMillis());
    request.headers().forEach(connection::setRequestProperty);
    request
        .proxy()
        .flatMap(server -> server.login())
        .ifPresent(login -> connection.setRequestProperty("Proxy-Authorization", login.basic()));
    return new UrlAnswer(connection);
  }

  private static Proxy proxy(Request request) {
    return request
        .proxy()
        .map(server -> new InetSocketAddress(server.host(), server.port()))
        .map(address -> new Proxy(Proxy.Type.HTTP, address))
        .orElse(Proxy.NO_PROXY);
  }

  private record UrlAnswer(HttpURLConnection connection) implements Answer {
    @Override
    public int status() throws IOException {
      return connection.getResponseCode();
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.ofNullable(connection.getHeaderField(name));
    }

    @Override
    public InputStream body() throws IOException {
      return connection.getInputStream();
    }

    @Override
    public void discard() {
      InputStream page = connection.getErrorStream();
      try (InputStream body = page != null ? page : connection.getInputStream()) {
        if (body.readNBytes(1 << 16).length == 1 << 16) {
          connection.disconnect();
        }
      } catch (IOException e) {
        connection.disconnect(); // only the status matters
      }
    }
  }
}
