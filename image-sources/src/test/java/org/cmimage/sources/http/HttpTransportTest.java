package org.cmimage.sources.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cmimage.core.catalog.Repository;
import org.cmimage.sources.access.ServerAccess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTransportTest {
  private static final Path NOWHERE = Path.of("/nonexistent");
  private static final String BASIC = "Basic Ym9iOnNAY3JldA=="; // bob:s@cret

  private MirrorServer mirror;
  private MirrorServer other;
  private final List<String> logins = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws IOException {
    mirror = new MirrorServer();
    other = new MirrorServer();
  }

  @AfterEach
  void close() {
    mirror.close();
    other.close();
  }

  @Test
  void aLoginIsSentAtOnce() throws IOException {
    noting(mirror, "/private/x");
    assertThat(get(withLogin(), mirror.uri("/private/x"))).isEqualTo("x");
    assertThat(logins).containsExactly(BASIC);
    assertThat(mirror.requests()).containsExactly("GET /private/x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/private/y", "y", "../public/y", "ABSOLUTE/elsewhere/y"})
  void aLoginGoesAlongOnItsOwnServer(String location) throws IOException {
    String to = location.replace("ABSOLUTE", mirror.uri("").toString());
    redirect(mirror, "/private/x", to);
    for (String path : List.of("/private/y", "/public/y", "/elsewhere/y")) {
      noting(mirror, path);
    }
    assertThat(get(withLogin(), mirror.uri("/private/x"))).isEqualTo("x");
    assertThat(logins).containsExactly(BASIC);
  }

  @Test
  void aLoginGoesToNoOtherServer() throws IOException {
    redirect(mirror, "/private/x", other.uri("/private/x").toString());
    noting(other, "/private/x");
    assertThat(get(withLogin(), mirror.uri("/private/x"))).isEqualTo("x");
    assertThat(logins).containsExactly("none");
  }

  @Test
  void aLoginDoesNotComeBackByARedirection() throws IOException {
    redirect(mirror, "/private/x", other.uri("/x").toString());
    redirect(other, "/x", mirror.uri("/private/y").toString());
    noting(mirror, "/private/y");
    assertThat(get(withLogin(), mirror.uri("/private/x"))).isEqualTo("x");
    assertThat(logins).as("its repository is on that server").containsExactly(BASIC);
    redirect(other, "/x", mirror.uri("/public/y").toString());
    noting(mirror, "/public/y");
    get(withLogin(), mirror.uri("/private/x"));
    assertThat(logins).containsExactly(BASIC, "none");
  }

  @Test
  void aLoopEnds() {
    redirect(mirror, "/a", "/b");
    redirect(mirror, "/b", "/a");
    assertThatThrownBy(() -> get(ServerAccess.PLAIN, mirror.uri("/a")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("redirects more than 5 times");
  }

  @ParameterizedTest
  @CsvSource({"http://", "'http://[x'", "ftp://127.0.0.1/x", "file:/etc/passwd"})
  void aRedirectionThatLeadsNowhereIsRefused(String location) {
    redirect(mirror, "/a", location);
    assertThatThrownBy(() -> get(ServerAccess.PLAIN, mirror.uri("/a")))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void aProxyIsAskedForTheWholeAddressAndToldWhoAsks() throws IOException {
    try (Heard proxy = new Heard("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")) {
      ServerAccess access =
          environment("http_proxy", "http://bob:s%40cret@127.0.0.1:" + proxy.port());
      assertThat(get(access, URI.create("http://mirror.internal/x"))).isEqualTo("x");
      assertThat(proxy.lines())
          .contains("GET http://mirror.internal/x HTTP/1.1", "Proxy-Authorization: " + BASIC);
    }
  }

  /**
   * The login for the proxy is sent to the proxy alone, and that for the server to the server
   * alone.
   */
  @Test
  void aTunnelIsAskedForWithTheProxysLoginAlone() throws IOException {
    try (Heard proxy =
        new Heard(
            "HTTP/1.1 407 Who\r\n"
                + "Proxy-Authenticate: Basic realm=\"p\"\r\n"
                + "Content-Length: 0\r\n\r\n",
            "HTTP/1.1 502 No\r\nContent-Length: 0\r\n\r\n")) {
      ServerAccess access =
          environment("https_proxy", "http://bob:s%40cret@127.0.0.1:" + proxy.port())
              .with(List.of(repository("https://ann:other@mirror.internal/")));
      assertThatThrownBy(() -> get(access, URI.create("https://mirror.internal/x")))
          .hasMessageContaining("502")
          .hasMessageContaining("through proxy http://127.0.0.1:" + proxy.port())
          .hasMessageNotContaining("bob");
      assertThat(proxy.lines())
          .contains("CONNECT mirror.internal:443 HTTP/1.1", "Proxy-Authorization: " + BASIC)
          .noneMatch(line -> line.startsWith("Authorization"));
    }
  }

  @Test
  void aProxyThatWantsALoginIsTold() throws IOException {
    String refusal =
        "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n";
    try (Heard proxy = new Heard(refusal, refusal, refusal, refusal)) {
      for (String uri : List.of("http://mirror.internal/x", "https://mirror.internal/x")) {
        assertThatThrownBy(
                () ->
                    get(
                        environment("http_proxy", "http://127.0.0.1:" + proxy.port()),
                        URI.create(uri)))
            .isInstanceOfSatisfying(StatusException.class, e -> assertThat(e.isOfProxy()).isTrue());
      }
    }
  }

  @Test
  void aProxyThatIsNotThereIsNamed() {
    for (String uri : List.of("http://mirror.internal/x", "https://mirror.internal/x")) {
      assertThatThrownBy(
              () -> get(environment("http_proxy", "http://127.0.0.1:1"), URI.create(uri)))
          .hasMessageContaining("through proxy http://127.0.0.1:1");
    }
  }

  private ServerAccess withLogin() {
    String uri = mirror.uri("/private/").toString().replace("://", "://bob:s%40cret@");
    return ServerAccess.PLAIN.with(List.of(repository(uri)));
  }

  private static ServerAccess environment(String name, String value) {
    return ServerAccess.of(NOWHERE, Map.of(name, value));
  }

  private static Repository repository(String uri) {
    return new Repository(uri, "s", List.of("c"), List.of("k"), true);
  }

  private void noting(MirrorServer server, String path) {
    server
        .put(path, "x".getBytes(StandardCharsets.US_ASCII))
        .on(
            path,
            exchange -> {
              String login = exchange.getRequestHeaders().getFirst("Authorization");
              logins.add(login == null ? "none" : login);
              server.serve(exchange);
            });
  }

  private static void redirect(MirrorServer server, String path, String location) {
    server.on(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });
  }

  private static String get(ServerAccess access, URI uri) throws IOException {
    HttpTransport http = new HttpTransport(access, Duration.ofSeconds(5), Duration.ofSeconds(5));
    try (Response response = http.get(uri, 0)) {
      return new String(response.body().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** A server that sends the given lines, one request each, and records what it received. */
  private static final class Heard implements Closeable {
    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<String> answers;

    Heard(String... answers) throws IOException {
      this.answers = Collections.synchronizedList(new ArrayList<>(List.of(answers)));
      Thread thread = new Thread(this::listen);
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return socket.getLocalPort();
    }

    List<String> lines() {
      return lines;
    }

    private void listen() {
      try {
        while (true) {
          Socket connection = socket.accept();
          Thread thread = new Thread(() -> answer(connection));
          thread.setDaemon(true);
          thread.start();
        }
      } catch (IOException e) {
        lines.add("closed");
      }
    }

    private void answer(Socket connection) {
      try (connection;
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          lines.add(line);
          if (line.isEmpty()) {
            connection
                .getOutputStream()
                .write(answers.remove(0).getBytes(StandardCharsets.US_ASCII));
            connection.getOutputStream().flush();
          }
        }
      } catch (IOException e) {
        lines.add("cut by the client");
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
