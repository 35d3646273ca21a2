package org.cmimage.sources.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.cmimage.core.catalog.Repository;
import org.cmimage.sources.access.ServerAccess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server of https whose name only a proxy can resolve. */
class TunnelTest {
  private static final byte[] CONTENT = "0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final String BASIC = "Basic Ym9iOnNAY3JldA=="; // bob:s@cret
  private static final URI FILE = URI.create("https://mirror.internal/x");

  @TempDir private Path directory;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private SSLContext before;
  private SSLContext identity;
  private HttpsServer server;
  private ServerSocket proxy;

  @BeforeEach
  void open() throws Exception {
    identity = SelfSigned.context(directory, "dns:mirror.internal,ip:127.0.0.1");
    before = SSLContext.getDefault();
    SSLContext.setDefault(identity);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add("login " + exchange.getRequestHeaders().getFirst("Authorization"));
            asked.add("proxy " + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
            String range = exchange.getRequestHeaders().getFirst("Range");
            int from = range == null ? 0 : 4;
            exchange.getResponseHeaders().set("Content-Range", "bytes 4-9/10");
            exchange.sendResponseHeaders(range == null ? 200 : 206, CONTENT.length - from);
            exchange.getResponseBody().write(CONTENT, from, CONTENT.length - from);
          }
        });
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
  }

  @AfterEach
  void close() throws IOException {
    SSLContext.setDefault(before);
    server.stop(0);
    if (proxy != null) {
      proxy.close();
    }
  }

  @Test
  void aTunnelIsMadeWithALoginForEachEnd() throws Exception {
    proxy = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    listen(this::connect);
    HttpTransport http = transport("http://bob:s%40cret@127.0.0.1:" + proxy.getLocalPort());
    assertThat(get(http, 0)).isEqualTo("0123456789");
    assertThat(get(http, 4)).isEqualTo("456789");
    assertThat(asked)
        .contains("CONNECT mirror.internal:443 HTTP/1.1", "login Basic YW5uOm90aGVy")
        .contains("proxy null")
        .doesNotContain("proxy " + BASIC);
  }

  @Test
  void aProxyCanBeSpokenToByTls() throws Exception {
    proxy =
        identity
            .getServerSocketFactory()
            .createServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    listen(this::connect);
    HttpTransport http = transport("https://bob:s%40cret@127.0.0.1:" + proxy.getLocalPort());
    assertThat(get(http, 0)).isEqualTo("0123456789");
  }

  @Test
  void socksIsGivenTheName() throws Exception {
    proxy = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    listen(this::socks);
    HttpTransport http = transport("socks5h://127.0.0.1:" + proxy.getLocalPort());
    assertThat(get(http, 0)).isEqualTo("0123456789");
    assertThat(asked).contains("socks mirror.internal");
  }

  private static HttpTransport transport(String proxy) {
    ServerAccess access =
        ServerAccess.of(Path.of("/nonexistent"), Map.of("https_proxy", proxy))
            .with(
                List.of(
                    new Repository(
                        "https://ann:other@mirror.internal/",
                        "s",
                        List.of("c"),
                        List.of("k"),
                        true)));
    return new HttpTransport(access, Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  private static String get(HttpTransport http, long offset) throws IOException {
    try (Response response = http.get(FILE, offset)) {
      return new String(response.body().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private interface Conversation {
    void with(Socket client) throws IOException;
  }

  private void listen(Conversation conversation) {
    run(
        () -> {
          while (true) {
            Socket client = proxy.accept();
            run(() -> conversation.with(client));
          }
        });
  }

  private interface Task {
    void run() throws IOException;
  }

  private void run(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                asked.add("closed");
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void connect(Socket client) throws IOException {
    try (client) {
      InputStream in = client.getInputStream();
      OutputStream out = client.getOutputStream();
      while (true) {
        boolean known = false;
        String first = line(in);
        asked.add(first);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
          known |= line.equals("Proxy-Authorization: " + BASIC);
        }
        if (known) {
          out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
          pipe(client);
          return;
        }
        out.write(
            "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"p\"\r\nContent-Length: 0\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  /** RFC 1928, with a name. */
  private void socks(Socket client) throws IOException {
    try (client) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      in.readByte();
      in.readNBytes(in.readByte());
      out.write(new byte[] {5, 0});
      byte[] head = in.readNBytes(4);
      byte[] name = in.readNBytes(head[3] == 3 ? in.readByte() : 4);
      asked.add("socks " + new String(name, StandardCharsets.US_ASCII));
      in.readShort();
      out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 0});
      pipe(client);
    }
  }

  private void pipe(Socket client) throws IOException {
    try (Socket there = new Socket("127.0.0.1", server.getAddress().getPort())) {
      run(() -> there.getInputStream().transferTo(client.getOutputStream()));
      client.getInputStream().transferTo(there.getOutputStream());
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append(c == '\r' ? "" : String.valueOf((char) c));
    }
    return line.toString();
  }
}
