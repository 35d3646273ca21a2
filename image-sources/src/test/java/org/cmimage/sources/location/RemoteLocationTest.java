package org.cmimage.sources.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.http.SelfSigned;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP and HTTPS servers, from correct to broken ones. */
class RemoteLocationTest {
  private static final byte[] CONTENT = new byte[200_000];
  private static final String LOGIN =
      "Basic "
          + Base64.getEncoder().encodeToString("bob:p@ss:w".getBytes(StandardCharsets.US_ASCII));

  static {
    new Random(7).nextBytes(CONTENT);
  }

  @TempDir private Path directory;
  private HttpServer server;

  RemoteLocationTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    serve(server);
  }

  private static void serve(HttpServer server) {
    server.createContext("/", RemoteLocationTest::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Answers in the way that the first part of the path selects. */
  private static void answer(HttpExchange exchange) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    try (exchange) {
      switch (exchange.getRequestURI().getPath().split("/")[1]) {
        case "login" -> {
          if (!LOGIN.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"images\"");
            exchange.sendResponseHeaders(401, -1);
            return;
          }
          send(exchange, head, CONTENT.length, CONTENT.length);
        }
        case "moved" -> {
          exchange.getResponseHeaders().set("Location", "/plain/image.tar");
          exchange.sendResponseHeaders(302, -1);
        }
        case "get-only" -> {
          if (head) {
            exchange.sendResponseHeaders(405, -1);
          } else {
            send(exchange, false, CONTENT.length, CONTENT.length);
          }
        }
        case "forbidden" -> exchange.sendResponseHeaders(403, -1);
        case "broken" -> exchange.sendResponseHeaders(500, -1);
        case "none" -> exchange.sendResponseHeaders(404, -1);
        // without a length, in chunks
        case "chunks" -> send(exchange, head, 0, CONTENT.length);
        case "cut" -> send(exchange, head, CONTENT.length, CONTENT.length / 2);
        default -> send(exchange, head, CONTENT.length, CONTENT.length);
      }
    }
  }

  private static void send(HttpExchange exchange, boolean head, int announced, int sent)
      throws IOException {
    if (head) {
      if (announced > 0) {
        exchange.getResponseHeaders().set("Content-Length", String.valueOf(announced));
      }
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, announced);
    exchange.getResponseBody().write(CONTENT, 0, sent);
  }

  private String url(String scheme, String path) {
    return scheme
        + "://"
        + InetAddress.getLoopbackAddress().getHostAddress()
        + ":"
        + server.getAddress().getPort()
        + "/"
        + path
        + "/image.tar";
  }

  private static byte[] fetch(String url) throws IOException {
    try (InputStream in = VfsLocation.find(url).open()) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @CsvSource({"plain", "moved", "get-only", "chunks"})
  void whatAServerLeavesOutIsNotNeeded(String path) throws IOException {
    assertThat(fetch(url("http", path))).isEqualTo(CONTENT);
  }

  @Test
  void theAddressMayHoldAUserAndPassword() throws IOException {
    String url = url("http", "login").replace("http://", "http://bob:p%40ss:w@");
    assertThat(fetch(url)).isEqualTo(CONTENT);
    assertThat(VfsLocation.read(url, CONTENT.length)).isEqualTo(CONTENT);
    assertThat(VfsLocation.find(url).name()).isEqualTo(url("http", "login"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "login      | the server asks for a user and a password (HTTP status 401)    |"
            + " USER:PASSWORD@",
        "forbidden  | the server answers HTTP status 403                             | by hand",
        "broken     | the server answers HTTP status 500                             | by hand",
        "cut        | expected: 200000; received: 100000                             | the network",
      })
  void aRefusalIsExplained(String path, String fact, String advice) {
    unreachable(url("http", path), url("http", path) + ": ", fact, advice);
  }

  @Test
  void aWrongPasswordIsNotShown() {
    for (String user : new String[] {"bob:secret@", "b%ob:secret@", "bob:se@cret@"}) {
      FaultException fault =
          catchThrowableOfType(
              FaultException.class,
              () -> fetch(url("http", "login").replace("http://", "http://" + user)));
      assertThat(fault).hasMessageStartingWith("cannot read " + url("http", "login") + ": ");
      assertThat(fault.toString() + fault.remedy()).doesNotContain("secret", "cret@");
    }
  }

  @Test
  void whatIsNotThereIsNotASign() throws IOException {
    FaultException fault =
        catchThrowableOfType(FaultException.class, () -> fetch(url("http", "none")));
    assertThat(fault).hasMessage("cannot read " + url("http", "none") + ": it does not exist");
    assertThat(VfsLocation.readIfThere(url("http", "none"), 10)).isEmpty();
  }

  @Test
  void whoDoesNotAnswerIsNamed() {
    String url = url("http", "plain");
    server.stop(0);
    unreachable(url, url + ": ", "Connection refused", "the network");
    unreachable(
        "http://no-such-host.invalid/image.tar",
        "",
        "unknown host no-such-host.invalid",
        "address");
  }

  private static void unreachable(String url, String name, String fact, String advice) {
    FaultException fault = catchThrowableOfType(FaultException.class, () -> fetch(url));
    assertThat(fault.code()).isEqualTo(ErrorCode.MIRROR_UNREACHABLE);
    assertThat(fault)
        .hasMessageStartingWith("cannot read " + name)
        .hasMessageContaining(fact.strip());
    assertThat(fault.remedy())
        .isInstanceOfSatisfying(
            Remedy.Advice.class, remedy -> assertThat(remedy.text()).contains(advice));
  }

  /** Commons VFS itself would accept any certificate. */
  @Test
  void aServerHasToProveWhoItIs() throws Exception {
    SSLContext context =
        SelfSigned.context(directory, "ip:" + InetAddress.getLoopbackAddress().getHostAddress());
    server.stop(0);
    server = secured(context);
    String url = url("https", "plain");
    unreachable(url, url, "TLS certificate verification failed", "keytool -importcert");
    trusting(context, () -> assertThat(fetch(url)).isEqualTo(CONTENT));
    trusting(context, () -> login(url("https", "login")));
  }

  private static void login(String url) throws IOException {
    assertThat(fetch(url.replace("https://", "https://bob:p%40ss:w@"))).isEqualTo(CONTENT);
  }

  @Test
  void aCertificateOfAnotherHostProvesNothing() throws Exception {
    SSLContext context = SelfSigned.context(directory, "dns:images.example.org");
    server.stop(0);
    server = secured(context);
    String url = url("https", "plain");
    trusting(
        context, () -> unreachable(url, url, "TLS certificate verification failed", "keytool"));
  }

  private interface Trial {
    void run() throws Exception;
  }

  private static void trusting(SSLContext context, Trial trial) throws Exception {
    SSLContext before = SSLContext.getDefault();
    SSLContext.setDefault(context);
    try {
      trial.run();
    } finally {
      SSLContext.setDefault(before);
    }
  }

  private static HttpsServer secured(SSLContext context) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    serve(server);
    return server;
  }
}
