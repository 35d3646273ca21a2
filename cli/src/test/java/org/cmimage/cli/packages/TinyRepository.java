package org.cmimage.cli.packages;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * A signed repository of one essential package on the loopback interface, and the files that make
 * it the one of {@code debian12} below a root.
 */
final class TinyRepository implements Closeable {
  static final String DEB = "/debian/pool/base_1_all.deb";
  static final String RELEASE = "/debian/dists/tiny/InRelease";

  private final Path work;
  private final HttpServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, Integer> cuts = new HashMap<>();
  private volatile String wanted = "";
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  /** What the repository is made with; {@code root} is given its configuration. */
  TinyRepository(Path work, Path root) throws IOException, InterruptedException {
    for (String tool : List.of("gpg", "gpgv", "dpkg-deb")) {
      Assumptions.assumeTrue(
          Files.isExecutable(Path.of("/usr/bin", tool)), tool + " is not installed");
    }
    this.work = Files.createDirectories(work);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    String keyring = newKey("known");
    Path etc = Files.createDirectories(root.resolve("etc/cm-image/keyrings"));
    Files.copy(Path.of(keyring), etc.resolve("tiny.gpg"));
    Path distros = Files.createDirectories(root.resolve("etc/cm-image/distros"));
    Files.writeString(
        distros.resolve("debian12.yaml"),
        """
        title: Tiny
        codename: tiny
        packaging: deb
        keyrings: [tiny.gpg]
        check-valid-until: true
        components: [main]
        emulator: base
        repositories:
          archive: {uri: "http://127.0.0.1:1/debian", suites: [tiny]}
        kernels: {x86_64: base, aarch64: base}
        packages: {}
        """);
    fill();
    sign("known");
  }

  /** Answers only requests with this header {@code Authorization}. */
  void demand(String authorization) {
    wanted = authorization;
  }

  /** An apt sources file that names this repository, with a user and password in its URI. */
  String sources(String login) throws IOException {
    return Files.writeString(
            work.resolve("login.list"),
            "deb http://%s@127.0.0.1:%d/debian tiny main\n"
                .formatted(login, server.getAddress().getPort()))
        .toString();
  }

  /** Its address, with a user and password in it. */
  String uri(String login) {
    return "http://%s@127.0.0.1:%d".formatted(login, server.getAddress().getPort());
  }

  void remove(String path) {
    files.remove(path);
  }

  /** An apt sources file that names this repository. */
  String sources() throws IOException {
    return Files.writeString(
            work.resolve("tiny.list"),
            "deb http://127.0.0.1:" + server.getAddress().getPort() + "/debian tiny main\n")
        .toString();
  }

  byte[] get(String path) {
    return files.get(path);
  }

  void put(String path, byte[] content) {
    files.put(path, content);
  }

  /** How often a file was asked for. */
  long requests(String path) {
    return requests.stream().filter(path::equals).count();
  }

  /** Lets the connection end after this many bytes of a file. */
  void cut(String path, int bytes) {
    cuts.put(path, bytes);
  }

  /** Makes a key in a home of its own; its keyring file. */
  String newKey(String name) throws IOException, InterruptedException {
    Path home = Files.createDirectories(work.resolve(name));
    gpg(name, "--quick-gen-key", name + "@mirror.invalid", "ed25519", "sign", "never");
    Path keyring = home.resolve("public.gpg");
    gpg(name, "--output", keyring.toString(), "--export");
    return keyring.toString();
  }

  /** Signs the release with the key of this name. */
  void sign(String name) throws IOException, InterruptedException {
    byte[] packages = files.get("/debian/dists/tiny/main/binary-amd64/Packages.gz");
    String release =
        """
        Origin: Debian
        Label: Debian
        Suite: tiny
        Codename: tiny
        Date: Sat, 01 Jan 2022 00:00:00 UTC
        Architectures: amd64 arm64
        Components: main
        SHA256:
         %1$s %2$d main/binary-amd64/Packages.gz
         %1$s %2$d main/binary-arm64/Packages.gz
        """
            .formatted(sha256(packages), packages.length);
    Path in = Files.writeString(work.resolve("Release"), release);
    Path out = work.resolve("InRelease");
    gpg(name, "--output", out.toString(), "--clearsign", in.toString());
    put(RELEASE, Files.readAllBytes(out));
  }

  private void fill() throws IOException, InterruptedException {
    Path tree = work.resolve("base");
    Files.createDirectories(tree.resolve("DEBIAN"));
    Files.createDirectories(tree.resolve("usr/share/base"));
    Files.write(tree.resolve("usr/share/base/zeros"), new byte[300_000]);
    String control =
        """
        Package: base
        Version: 1
        Architecture: all
        Essential: yes
        Priority: required
        Installed-Size: 300
        Maintainer: nobody <nobody@mirror.invalid>
        Description: everything
        """;
    Files.writeString(tree.resolve("DEBIAN/control"), control);
    Path deb = work.resolve("base.deb");
    run(
        List.of(
            "dpkg-deb",
            "-Znone",
            "--root-owner-group",
            "--build",
            tree.toString(),
            deb.toString()));
    byte[] archive = Files.readAllBytes(deb);
    put(DEB, archive);
    String stanza =
        control
            + "Filename: pool/base_1_all.deb\nSize: %d\nSHA256: %s\n\n"
                .formatted(archive.length, sha256(archive));
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(stanza.getBytes(UTF_8));
    }
    for (String architecture : List.of("amd64", "arm64")) {
      put("/debian/dists/tiny/main/binary-" + architecture + "/Packages.gz", gzip.toByteArray());
    }
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  private void gpg(String home, String... arguments) throws IOException, InterruptedException {
    List<String> argv = new ArrayList<>(List.of("gpg", "--batch", "--quiet", "--yes"));
    argv.addAll(List.of("--homedir", work.resolve(home).toString()));
    argv.addAll(List.of("--pinentry-mode", "loopback", "--passphrase", ""));
    argv.addAll(List.of(arguments));
    run(argv);
  }

  private static void run(List<String> argv) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(argv + ": " + output);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    requests.add(path);
    try (exchange) {
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (!wanted.isEmpty() && !wanted.equals(authorization)) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"tiny\"");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      byte[] content = files.get(path);
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, content.length);
      int length = cuts.getOrDefault(path, content.length);
      exchange.getResponseBody().write(Arrays.copyOf(content, length));
      exchange.getResponseBody().flush();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
