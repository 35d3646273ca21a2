package org.cmimage.sources.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A mirror on the loopback interface with scripted responses, which records the requests. */
public final class MirrorServer implements Closeable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  /** A scripted response; the default one is {@link #serve}. */
  @FunctionalInterface
  public interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  public MirrorServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.setExecutor(executor);
    server.start();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  public MirrorServer put(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  public MirrorServer on(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  /** Returns the requests so far: method, path, and the range if there was one. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String range =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
            .map(r -> " " + r)
            .orElse("");
    requests.add(exchange.getRequestMethod() + " " + path + range);
    try (exchange) {
      Optional<Answer> answer = Optional.ofNullable(answers.get(path));
      if (answer.isPresent()) {
        answer.get().give(exchange);
      } else {
        serve(exchange);
      }
    }
  }

  /** Sends the file of the path, or the requested range of it, or 404. */
  public void serve(HttpExchange exchange) throws IOException {
    byte[] content = files.get(exchange.getRequestURI().getPath());
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
    } else if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
    } else if (range == null) {
      exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    } else {
      int from = Integer.parseInt(range.replaceAll("\\D", ""));
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      exchange.sendResponseHeaders(206, content.length - from);
      exchange.getResponseBody().write(Arrays.copyOfRange(content, from, content.length));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
