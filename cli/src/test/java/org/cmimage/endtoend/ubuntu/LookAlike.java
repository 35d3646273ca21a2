package org.cmimage.endtoend.ubuntu;

import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.cmimage.core.ClusterLayout;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;

/**
 * A release of the archive that {@code cli/src/test/ubuntu/look-alike} makes, served on the
 * loopback interface as {@code /ubuntu} and {@code /ubuntu-ports}.
 */
final class LookAlike implements Closeable {
  private static final Path SCRIPTS = Path.of("src/test/ubuntu").toAbsolutePath();
  private static final Path ALL = TrialCluster.cache().resolveSibling("look-alike");
  private static final int NO_MIRROR = 3;

  private final String codename;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile String archive = "archive";

  private LookAlike(String codename) throws IOException {
    this.codename = codename;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** Makes the archive where it is not there, and serves it; aborts the test where it cannot. */
  static LookAlike serve(String codename) throws IOException, InterruptedException {
    TrialCluster.requireMachine(
        "apt-get", "awk", "bash", "dpkg-deb", "flock", "gpg", "gzip", "xz", "zstd");
    Files.createDirectories(ALL);
    Path log = ALL.resolve(codename + ".log");
    Process process =
        new ProcessBuilder(SCRIPTS.resolve("look-alike").toString(), codename, ALL.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(20, TimeUnit.MINUTES)) {
      process.destroy();
      throw new IOException("the look-alike archive is not there after 20 minutes: " + log);
    }
    if (process.exitValue() == NO_MIRROR) {
      abort("needs a Debian mirror: " + Files.readString(log).strip());
    }
    if (process.exitValue() != 0) {
      throw new IOException("no look-alike archive: " + Files.readString(log).strip());
    }
    return new LookAlike(codename);
  }

  /** From now on the archive of x86_64 is one publication older. */
  void goBack() {
    archive = "archive-before";
  }

  /**
   * Makes a cluster whose catalog has this archive's addresses. The interpreters are Debian's, so
   * they are named, too.
   */
  ClusterLayout cluster(Distribution distribution, String python)
      throws IOException, InterruptedException {
    return cluster(distribution, python, "");
  }

  /**
   * Makes a cluster like {@link #cluster(Distribution, String)}.
   *
   * @param more what to add to its catalog file
   */
  ClusterLayout cluster(Distribution distribution, String python, String more)
      throws IOException, InterruptedException {
    ClusterLayout layout =
        TrialCluster.create(
            distribution,
            """
            inherits: %1$s
            repositories:
              archive: {uri: "%2$s/ubuntu"}
              security: {uri: "%2$s/ubuntu"}
              ports: {uri: "%2$s/ubuntu-ports"}
            twins:
              packages:
                python: [python%3$s-minimal, python%3$s, libpython%3$s-minimal, libpython%3$s-stdlib]
              uses:
                python: {programs: [python%3$s]}
            """
                    .formatted(distribution.id(), address(), python)
                + more);
    Path keyrings = layout.distributions().resolveSibling("keyrings");
    Files.copy(
        ALL.resolve("keyring.gpg"),
        Files.createDirectories(keyrings).resolve("ubuntu-archive-keyring.gpg"));
    return layout;
  }

  /**
   * Makes a medium in the layout of the cluster manager's, see {@code cli/src/test/ubuntu/medium}.
   *
   * @param base a packed root for it; empty for one that is made beside it
   */
  void makeMedium(Architecture architecture, Optional<Path> base, Path iso)
      throws IOException, InterruptedException {
    Program.output(
        iso.getParent(),
        SCRIPTS.resolve("medium").toString(),
        ALL.toString(),
        codename,
        architecture.debianName(),
        base.map(Path::toString).orElse("-"),
        iso.toString());
  }

  /**
   * Returns the directory of a mirror.
   *
   * @param name such as {@code ports}
   */
  Path mirror(String name) {
    return ALL.resolve(codename).resolve(name);
  }

  /** Returns how many files were asked for. */
  int requests() {
    return requests.get();
  }

  /** Where it is served. */
  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Path file =
          path.startsWith("/ubuntu-ports/")
              ? file("ports", path.substring("/ubuntu-ports/".length()))
              : file(archive, path.replaceFirst("^/ubuntu/", ""));
      if (path.contains("..") || !Files.isRegularFile(file)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(200, -1);
      } else {
        exchange.sendResponseHeaders(200, Files.size(file));
        try (OutputStream out = exchange.getResponseBody()) {
          Files.copy(file, out);
        }
      }
    }
  }

  private Path file(String mirror, String path) {
    return mirror(mirror).resolve(path);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
