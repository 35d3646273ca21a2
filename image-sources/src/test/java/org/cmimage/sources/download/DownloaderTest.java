package org.cmimage.sources.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.sources.http.MirrorServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloaderTest {
  private static final DownloadSettings IMPATIENT =
      new DownloadSettings(
          4, Duration.ofSeconds(5), Duration.ofMillis(400), 3, Duration.ofMillis(1));

  @TempDir Path directory;
  private final byte[] content = new byte[300_000];
  private MirrorServer mirror;
  private DownloadCache cache;
  private Downloader downloader;
  private final AtomicLong received = new AtomicLong();

  @BeforeEach
  void open() throws IOException {
    new Random(1).nextBytes(content);
    mirror = new MirrorServer().put("/pool/a.deb", content);
    cache = new DownloadCache(directory);
    downloader = new Downloader(cache, IMPATIENT, false);
  }

  @AfterEach
  void close() {
    mirror.close();
  }

  @Test
  void fetchesIntoTheCacheOnce() throws Exception {
    Path file = fetch();
    assertThat(file).hasBinaryContent(content);
    assertThat(directory.relativize(file).toString()).matches("sha256/(..)/\\1[0-9a-f]{62}");
    assertThat(received).hasValue(content.length);
    assertThat(fetch()).isEqualTo(file);
    assertThat(mirror.requests()).containsExactly("GET /pool/a.deb");
    assertThat(directory.resolve("partial")).isEmptyDirectory();
  }

  @Test
  void fetchesAgainWhatWasDamagedInTheCache() throws Exception {
    Path file = fetch();
    byte[] damaged = content.clone();
    damaged[7]++;
    Files.write(file, damaged);
    assertThat(fetch()).hasBinaryContent(content);
    assertThat(mirror.requests()).hasSize(2);
  }

  @Test
  void resumesAfterTruncation() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    mirror.on(
        "/pool/a.deb",
        exchange -> {
          if (calls.getAndIncrement() == 0) {
            sendPart(exchange, 100_000);
          } else {
            mirror.serve(exchange);
          }
        });
    assertThat(fetch()).hasBinaryContent(content);
    assertThat(mirror.requests()).hasSize(2);
    assertThat(mirror.requests().get(1)).matches("GET /pool/a.deb bytes=\\d{4,6}-");
    assertThat(received).hasValue(content.length);
  }

  @Test
  void keepsWhatItReceivedForTheNextRun() throws Exception {
    mirror.on(
        "/pool/a.deb",
        exchange -> {
          if (exchange.getRequestHeaders().containsKey("Range")) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            sendPart(exchange, 200_000);
          }
        });
    assertFault(this::fetch, ErrorCode.MIRROR_UNREACHABLE, "503");
    mirror.on("/pool/a.deb", mirror::serve);
    assertThat(new Downloader(cache, IMPATIENT, false).fetch(download(content), n -> {}))
        .hasBinaryContent(content);
    assertThat(mirror.requests().get(mirror.requests().size() - 1)).contains("bytes=");
  }

  @Test
  void startsAnewWhereTheServerCannotResume() throws Exception {
    leavePartial(Arrays.copyOf(content, 1000));
    mirror.on(
        "/pool/a.deb",
        exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content);
        });
    assertThat(fetch()).hasBinaryContent(content);
  }

  @Test
  void throwsAwayAWrongBeginning() throws Exception {
    leavePartial(new byte[1000]);
    assertThat(fetch()).hasBinaryContent(content);
    assertThat(mirror.requests()).containsExactly("GET /pool/a.deb bytes=1000-", "GET /pool/a.deb");
  }

  @Test
  void publishesNothingWrong() {
    byte[] wrong = content.clone();
    wrong[content.length - 1]++;
    mirror.put("/pool/a.deb", wrong);
    assertFault(this::fetch, ErrorCode.CHECKSUM_MISMATCH, mirror.uri("/pool/a.deb").toString());
    assertFault(this::fetch, ErrorCode.CHECKSUM_MISMATCH, sha256(content), sha256(wrong));
    assertThat(cache.contains(download(content))).isFalse();
  }

  @Test
  void refusesAnotherSizeBeforeReading() {
    mirror.put("/pool/a.deb", new byte[content.length + 1]);
    assertFault(this::fetch, ErrorCode.CHECKSUM_MISMATCH, "expected 300000 bytes", "300001");
  }

  @Test
  void stopsReadingBehindTheExpectedEnd() {
    mirror.on(
        "/pool/a.deb",
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // chunked: no size is sent
          exchange.getResponseBody().write(content);
          exchange.getResponseBody().write(content);
        });
    assertFault(this::fetch, ErrorCode.CHECKSUM_MISMATCH, "expected 300000 bytes");
  }

  @Test
  void givesUpOnASilentServer() {
    mirror.on("/pool/a.deb", exchange -> pause(3_000));
    assertFault(this::fetch, ErrorCode.MIRROR_UNREACHABLE, "/pool/a.deb", "SocketTimeout");
  }

  @Test
  void triesTransientFailuresAgainButNotLastingOnes() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    mirror.on(
        "/pool/a.deb",
        exchange -> {
          if (calls.getAndIncrement() < 2) {
            exchange.sendResponseHeaders(503, -1);
          } else {
            mirror.serve(exchange);
          }
        });
    assertThat(fetch()).hasBinaryContent(content);
    mirror.on("/pool/forbidden", exchange -> exchange.sendResponseHeaders(403, -1));
    Download forbidden = new Download(List.of(mirror.uri("/pool/forbidden")), "0".repeat(64), 1);
    assertFault(() -> downloader.fetch(forbidden, n -> {}), ErrorCode.MIRROR_UNREACHABLE, "403");
    assertThat(mirror.requests()).filteredOn("GET /pool/forbidden"::equals).hasSize(1);
  }

  @Test
  void goesToTheNextAddressWhereAFileIsMissing() throws Exception {
    Download download =
        new Download(
            List.of(mirror.uri("/by-hash/1"), mirror.uri("/pool/a.deb")),
            sha256(content),
            content.length);
    assertThat(downloader.fetch(download, n -> {})).hasBinaryContent(content);
    assertThat(download.fileName()).isEqualTo("a.deb");
  }

  @Test
  void followsRedirectsOfTheSameSchemeOnly() throws Exception {
    mirror.on("/moved", exchange -> redirect(exchange, "/pool/a.deb"));
    mirror.on("/circle", exchange -> redirect(exchange, "/circle"));
    mirror.on("/file", exchange -> redirect(exchange, "file:///etc/passwd"));
    assertThat(downloader.fetch(at("/moved"), n -> {})).hasBinaryContent(content);
    Files.delete(cache.path(sha256(content)));
    assertFault(
        () -> downloader.fetch(at("/circle"), n -> {}),
        ErrorCode.MIRROR_UNREACHABLE,
        "more than 5");
    assertFault(
        () -> downloader.fetch(at("/file"), n -> {}),
        ErrorCode.MIRROR_UNREACHABLE,
        "less safe file:");
  }

  @Test
  void namesTheMirrorThatIsNotThere() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port + "/debian");
    assertFault(
        () -> downloader.probe(nobody),
        ErrorCode.MIRROR_UNREACHABLE,
        nobody.toString(),
        "ConnectException");
    downloader.probe(mirror.uri("/there/is/no/such/file"));
  }

  @Test
  void readsLocalRepositoriesInPlace() throws Exception {
    Path file = Files.write(directory.resolve("local.deb"), content);
    Download download = new Download(List.of(file.toUri()), sha256(content), content.length);
    Downloader offline = new Downloader(cache, IMPATIENT, true);
    assertThat(offline.fetch(download, n -> {})).isEqualTo(file);
    Files.write(file, new byte[] {1});
    assertFault(
        () -> offline.fetch(download, n -> {}), ErrorCode.CHECKSUM_MISMATCH, file.toString());
    Files.delete(file);
    assertFault(
        () -> offline.fetch(download, n -> {}), ErrorCode.MIRROR_UNREACHABLE, "no such file");
  }

  @Test
  void offlineUsesTheCacheAlone() throws Exception {
    Downloader offline = new Downloader(cache, IMPATIENT, true);
    assertFault(
        () -> offline.fetch(download(content), n -> {}),
        ErrorCode.MIRROR_UNREACHABLE,
        "a.deb",
        "not in the cache");
    assertThat(mirror.requests()).isEmpty();
    Path file = fetch();
    assertThat(offline.fetch(download(content), n -> {})).isEqualTo(file);
  }

  @Test
  void concurrentBuildsFetchAFileOnce() throws Exception {
    mirror.on(
        "/pool/a.deb",
        exchange -> {
          pause(100);
          mirror.serve(exchange);
        });
    List<Path> files =
        ParallelTasks.run(
            "build",
            6,
            java.util.Collections.nCopies(
                6,
                () -> new Downloader(cache, IMPATIENT, false).fetch(download(content), n -> {})));
    assertThat(files).hasSize(6).allSatisfy(file -> assertThat(file).hasBinaryContent(content));
    assertThat(mirror.requests()).hasSize(1);
  }

  @Test
  void oneCacheOfTwoNamesIsOneCache() throws Exception {
    mirror.on(
        "/pool/a.deb",
        exchange -> {
          pause(100);
          mirror.serve(exchange);
        });
    Path link = Files.createSymbolicLink(directory.resolve("link"), Files.createDirectory(real()));
    List<Callable<Path>> builds =
        Stream.of(real(), link, real(), link)
            .<Callable<Path>>map(
                name ->
                    () ->
                        new Downloader(new DownloadCache(name.resolve("cache")), IMPATIENT, false)
                            .fetch(download(content), n -> {}))
            .toList();
    assertThat(ParallelTasks.run("build", 4, builds))
        .allSatisfy(file -> assertThat(file).hasBinaryContent(content));
    assertThat(mirror.requests()).hasSize(1);
  }

  private Path real() {
    return directory.resolve("real");
  }

  @Test
  void handsOverEveryFile() throws Exception {
    List<Download> downloads = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      byte[] some = Arrays.copyOf(content, 1000 * i);
      mirror.put("/pool/" + i, some);
      downloads.add(new Download(List.of(mirror.uri("/pool/" + i)), sha256(some), some.length));
    }
    Map<Download, Path> arrived = new ConcurrentHashMap<>();
    downloader.fetchAll(downloads, received::addAndGet, arrived::put);
    assertThat(arrived).hasSize(40).allSatisfy((d, file) -> assertThat(file).hasSize(d.size()));
    assertThat(received).hasValue(40 * 39 / 2 * 1000);
  }

  @Test
  void oneFailureEndsTheOthers() {
    mirror.on("/pool/a.deb", exchange -> pause(300));
    Download missing = new Download(List.of(mirror.uri("/pool/missing")), "0".repeat(64), 1);
    assertFault(
        () -> downloader.fetchAll(List.of(download(content), missing), n -> {}, (d, f) -> {}),
        ErrorCode.MIRROR_UNREACHABLE,
        "/pool/missing",
        "404");
  }

  @Test
  void interruptsStopItAndKeepThePart() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    mirror.on(
        "/pool/a.deb",
        exchange -> {
          exchange.sendResponseHeaders(200, content.length);
          exchange.getResponseBody().write(content, 0, 150_000);
          exchange.getResponseBody().flush();
          sent.countDown();
          pause(300);
          exchange.getResponseBody().write(content, 150_000, 1000);
        });
    Thread caller = Thread.currentThread();
    new Thread(
            () -> {
              try {
                sent.await();
                pause(100);
              } catch (InterruptedException e) {
                return;
              }
              caller.interrupt();
            })
        .start();
    assertThatThrownBy(() -> downloader.fetchAll(List.of(download(content)), n -> {}, (d, f) -> {}))
        .isInstanceOf(InterruptedException.class);
    Thread.interrupted();
    assertThat(cache.partial(sha256(content))).isRegularFile();
  }

  @Test
  void boundsWhatItCannotVerify() throws Exception {
    assertThat(downloader.fetchUnverified(mirror.uri("/pool/a.deb"), content.length))
        .contains(content);
    assertThat(downloader.fetchUnverified(mirror.uri("/none"), 10)).isEmpty();
    assertFault(
        () -> downloader.fetchUnverified(mirror.uri("/pool/a.deb"), 1000),
        ErrorCode.SOURCE_CORRUPT,
        "1000 bytes");
  }

  private Path fetch() throws IOException, InterruptedException {
    return downloader.fetch(download(content), received::addAndGet);
  }

  private Download download(byte[] bytes) {
    return new Download(List.of(mirror.uri("/pool/a.deb")), sha256(bytes), bytes.length);
  }

  private Download at(String path) {
    return new Download(List.of(mirror.uri(path)), sha256(content), content.length);
  }

  private void leavePartial(byte[] bytes) throws IOException {
    Path partial = cache.partial(sha256(content));
    Files.createDirectories(partial.getParent());
    Files.write(partial, bytes);
  }

  private void sendPart(HttpExchange exchange, int length) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content, 0, length);
    exchange.getResponseBody().flush();
  }

  private static void redirect(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().add("Location", location);
    exchange.sendResponseHeaders(302, -1);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }

  private static void assertFault(ThrowingCallable call, ErrorCode code, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FaultException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).contains(parts);
              assertThat(e.remedy()).isNotInstanceOf(Remedy.None.class);
            });
  }
}
