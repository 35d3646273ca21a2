package org.cmimage.sources.location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.access.ServerAccess;
import org.cmimage.sources.http.MirrorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of servers that are reachable through a proxy only, or for which apt has a login. */
class ProxiedLocationTest {
  private static final String BASIC = "Basic Ym9iOnNAY3JldA=="; // bob:s@cret

  @TempDir private Path apt;
  private MirrorServer server;
  private final List<String> logins = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() throws IOException {
    server = new MirrorServer();
    server.put("/x/image.tar", "image".getBytes(StandardCharsets.US_ASCII));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aProxyIsAsked() throws IOException {
    answer("Proxy-Authorization", 407, "Proxy-Authenticate");
    String proxy = server.uri("").toString().replace("://", "://bob:s%40cret@");
    assertThat(read("http://images.internal/x/image.tar", Map.of("http_proxy", proxy)))
        .isEqualTo("image");
    assertThat(logins).contains(BASIC);
  }

  @Test
  void aLoginOfAptsIsSent() throws IOException {
    answer("Authorization", 401, "WWW-Authenticate");
    Files.writeString(
        apt.resolve("auth.conf"), "machine " + server.uri("/x") + " login bob password s@cret\n");
    assertThat(read(server.uri("/x/image.tar").toString(), Map.of())).isEqualTo("image");
    assertThat(logins).contains(BASIC);
  }

  @Test
  void socksIsTold() {
    assertThatThrownBy(
            () -> read("http://images.internal/x", Map.of("http_proxy", "socks5h://127.0.0.1:1")))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("SOCKS");
  }

  private void answer(String header, int status, String challenge) {
    server.on(
        "/x/image.tar",
        exchange -> {
          String login = String.valueOf(exchange.getRequestHeaders().getFirst(header));
          logins.add(login);
          if (login.equals(BASIC)) {
            server.serve(exchange);
          } else {
            exchange.getResponseHeaders().set(challenge, "Basic realm=\"x\"");
            exchange.sendResponseHeaders(status, -1);
          }
        });
  }

  private String read(String url, Map<String, String> environment) throws IOException {
    try (DefaultFileSystemManager manager = RemoteAccess.start();
        InputStream in =
            RemoteAccess.resolve(manager, url, ServerAccess.of(apt, environment))
                .getContent()
                .getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
