package org.cmimage.sources.deb.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.download.DownloadSettings;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.http.MirrorServer;
import org.cmimage.sources.openpgp.Gpgv;
import org.cmimage.sources.openpgp.SigningKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class RepositoryReaderTest {
  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
  private static final String DISTS = "/debian/dists/stable/";
  private static final String INDEX = "main/binary-arm64/Packages";
  private static final String HEAD =
      """
      Suite: stable
      Codename: bookworm
      Date: Fri, 9 Jan 2026 10:00:00 UTC
      Valid-Until: Sun, 11 Jan 2026 10:00:00 UTC
      Acquire-By-Hash: yes
      Architectures: all amd64 arm64
      Components: main updates/contrib
      No-Support-for-Architecture-all: Packages
      """;

  @TempDir static Path keys;
  private static SigningKey key;

  @TempDir Path directory;
  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private MirrorServer mirror;

  @BeforeAll
  static void makeKey() throws Exception {
    key = new SigningKey(keys.resolve("good"), "never");
  }

  @BeforeEach
  void open() throws IOException {
    mirror = new MirrorServer();
  }

  @AfterEach
  void close() {
    mirror.close();
  }

  @ParameterizedTest
  @CsvSource({"'', /usr/bin:/bin", ".gz, ''", ".zst, ''", ".xz, ''", ".xz, /usr/bin:/bin"})
  void readsEveryFormat(String suffix, String programs) throws Exception {
    String index = packages(2_000);
    files.put(INDEX + suffix, packed(index, suffix));
    publish(HEAD);
    List<BinaryPackage> read =
        reader(false, NOW, programs).read(List.of(repository("main")), "arm64").packages();
    assertThat(read).hasSize(2_000);
    BinaryPackage last = read.get(1_999);
    assertThat(last).hasToString("p1999 1.1999-1");
    assertThat(last.depends()).extracting(Object::toString).containsExactly("p1 (>= 1)");
    assertThat(last.archive().repository().resolve(last.archive().path()))
        .isEqualTo(mirror.uri("/debian/pool/p1999.deb"));
    assertThat(last.traits().essential()).isFalse();
    assertThat(mirror.requests()).anyMatch(r -> r.contains("/by-hash/SHA256/"));
  }

  @Test
  void prefersWhatIsQuickToDecodeAndNeverThePlainOne() throws Exception {
    for (String suffix : List.of("", ".xz", ".gz")) {
      files.put(INDEX + suffix, packed(packages(500), suffix));
    }
    publish(HEAD);
    assertThat(read("main")).hasSize(500);
    String digest = Hashing.sha256().hashBytes(packed(packages(500), ".gz")).toString();
    assertThat(mirror.requests())
        .contains("GET " + DISTS + "main/binary-arm64/by-hash/SHA256/" + digest);
  }

  @Test
  void takesThePlainPathWhereThereIsNoByHash() throws Exception {
    files.put(INDEX + ".gz", packed(packages(1), ".gz"));
    publish(HEAD.replace("Acquire-By-Hash: yes\n", ""));
    assertThat(read("main")).hasSize(1);
    assertThat(mirror.requests()).contains("GET " + DISTS + INDEX + ".gz");
  }

  @Test
  void anUnchangedIndexIsNotFetchedAgain() throws Exception {
    files.put(INDEX + ".gz", packed(packages(3), ".gz"));
    publish(HEAD);
    List<BinaryPackage> first = read("main");
    int requests = mirror.requests().size();
    assertThat(read("main")).isEqualTo(first);
    assertThat(mirror.requests().subList(requests, mirror.requests().size()))
        .containsExactly("HEAD " + DISTS + "InRelease", "GET " + DISTS + "InRelease");
  }

  @Test
  void acceptsADetachedSignature() throws Exception {
    files.put(INDEX + ".gz", packed(packages(3), ".gz"));
    String release = release(HEAD);
    mirror
        .put(DISTS + "Release", release.getBytes(UTF_8))
        .put(DISTS + "Release.gpg", key.detached(release));
    publishFiles();
    assertThat(read("main")).hasSize(3);
    mirror.put(DISTS + "Release", (release + "X: y\n").getBytes(UTF_8));
    assertFault(() -> read("main"), ErrorCode.SIGNATURE_INVALID, "does not fit the text");
  }

  @Test
  void readsASeparateIndexOfArchitectureAll() throws Exception {
    files.put(INDEX + ".gz", packed(packages(2), ".gz"));
    files.put("main/binary-all/Packages.gz", packed(packages(5).replace("arm64", "all"), ".gz"));
    publish(HEAD.replace("No-Support-for-Architecture-all: Packages\n", ""));
    assertThat(read("main")).hasSize(7);
  }

  @Test
  void readsComponentsOfTheSecurityArchive() throws Exception {
    files.put("contrib/binary-arm64/Packages.gz", packed(packages(2), ".gz"));
    publish(HEAD);
    assertThat(read("contrib")).hasSize(2);
  }

  @Test
  void refusesWhatIsNotSigned() throws Exception {
    files.put(INDEX + ".gz", packed(packages(1), ".gz"));
    publishFiles();
    mirror.put(DISTS + "Release", release(HEAD).getBytes(UTF_8));
    assertFault(() -> read("main"), ErrorCode.SIGNATURE_INVALID, "not signed");
    assertThat(catchThrowableOfType(FaultException.class, () -> read("main")).remedy())
        .isInstanceOfSatisfying(
            Remedy.Advice.class, advice -> assertThat(advice.text()).contains("-b DIRECTORY"));
    mirror.put(DISTS + "InRelease", release(HEAD).getBytes(UTF_8));
    assertFault(() -> read("main"), ErrorCode.SIGNATURE_INVALID, "no signature that gpgv can read");
  }

  @Test
  void refusesAChangedText() throws Exception {
    files.put(INDEX + ".gz", packed(packages(1), ".gz"));
    publishFiles();
    String signed = new String(key.clearsign(release(HEAD)), UTF_8);
    mirror.put(DISTS + "InRelease", signed.replace("bookworm", "bullseye").getBytes(UTF_8));
    assertFault(
        () -> read("main"),
        ErrorCode.SIGNATURE_INVALID,
        "does not fit the text",
        "changed or damaged");
  }

  @Test
  void readsNothingBesideTheSignedText() throws Exception {
    files.put(INDEX + ".gz", packed(packages(1), ".gz"));
    publishFiles();
    String signed = new String(key.clearsign(release(HEAD)), UTF_8);
    mirror.put(
        DISTS + "InRelease", ("Suite: evil\n\n" + signed + "\nSuite: evil\n").getBytes(UTF_8));
    try {
      assertThat(read("main")).hasSize(1);
    } catch (FaultException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_INVALID);
    }
  }

  @Test
  void explainsForeignAndExpiredKeys() throws Exception {
    files.put(INDEX + ".gz", packed(packages(1), ".gz"));
    publishFiles();
    SigningKey foreign = new SigningKey(keys.resolve("foreign" + System.nanoTime()), "never");
    mirror.put(DISTS + "InRelease", foreign.clearsign(release(HEAD)));
    assertFault(
        () -> read("main"),
        ErrorCode.SIGNATURE_INVALID,
        "not in keyring",
        key.keyring().toString());
    assertThat(catchThrowableOfType(FaultException.class, () -> read("main")).remedy())
        .isInstanceOfSatisfying(
            Remedy.Advice.class, advice -> assertThat(advice.text()).contains("Signed-By"));
    SigningKey brief = new SigningKey(keys.resolve("brief" + System.nanoTime()), "seconds=2");
    byte[] signed = brief.clearsign(release(HEAD));
    Thread.sleep(3_000);
    mirror.put(DISTS + "InRelease", signed);
    Repository repository = repository("main", "stable", brief.keyring());
    assertFault(
        () -> reader(false, NOW, "").read(List.of(repository), "arm64").packages(),
        ErrorCode.SIGNATURE_INVALID,
        "has expired in keyring");
  }

  @Test
  void explainsAMissingKeyring() throws Exception {
    publish(HEAD);
    Repository repository = repository("main", "stable", Path.of("/nowhere/keyring.gpg"));
    assertFault(
        () -> reader(false, NOW, "").read(List.of(repository), "arm64").packages(),
        ErrorCode.SIGNATURE_INVALID,
        "/nowhere/keyring.gpg");
  }

  @Test
  void refusesOldAndFutureIndices() throws Exception {
    files.put(INDEX + ".gz", packed(packages(1), ".gz"));
    publish(HEAD);
    List<Repository> main = List.of(repository("main"));
    Instant later = NOW.plus(Duration.ofDays(5));
    assertFault(
        () -> reader(false, later, "").read(main, "arm64").packages(),
        ErrorCode.INDEX_EXPIRED,
        "valid until 2026-01-11T10:00:00Z");
    assertFault(
        () -> reader(false, NOW.minus(Duration.ofDays(5)), "").read(main, "arm64").packages(),
        ErrorCode.INDEX_EXPIRED,
        "after this machine's");
    Repository archived =
        new Repository(main.get(0).uri(), "stable", List.of("main"), main.get(0).keyrings(), false);
    assertThat(reader(false, later, "").read(List.of(archived), "arm64").packages()).hasSize(1);
  }

  @Test
  void refusesAnotherSuiteArchitectureOrComponent() throws Exception {
    files.put(INDEX + ".gz", packed(packages(1), ".gz"));
    publish(HEAD);
    mirror.put("/debian/dists/trixie/InRelease", key.clearsign(release(HEAD)));
    assertFault(
        () ->
            reader(false, NOW, "")
                .read(List.of(repository("main", "trixie", key.keyring())), "arm64")
                .packages(),
        ErrorCode.SOURCE_CORRUPT,
        "expected suite \"trixie\", found suite \"stable\", codename \"bookworm\"");
    assertFault(
        () -> reader(false, NOW, "").read(List.of(repository("main")), "riscv64").packages(),
        ErrorCode.ARCHITECTURE_NOT_OFFERED,
        "all, amd64, arm64");
    assertFault(
        () -> read("non-free"),
        ErrorCode.INVALID_CONFIGURATION,
        "non-free",
        "main, updates/contrib");
  }

  @Test
  void refusesAnIndexThatIsNotTheOneVouchedFor() throws Exception {
    files.put(INDEX + ".gz", packed(packages(1), ".gz"));
    publish(HEAD.replace("Acquire-By-Hash: yes\n", ""));
    byte[] other = packed(packages(1), ".gz");
    other[other.length - 1]++;
    mirror.put(DISTS + INDEX + ".gz", other);
    assertFault(() -> read("main"), ErrorCode.CHECKSUM_MISMATCH, INDEX + ".gz");
  }

  @Test
  void refusesAnIndexThatDecodesToMoreThanVouchedFor() throws Exception {
    files.put(INDEX + ".gz", packed(packages(100), ".gz"));
    files.put(INDEX, packages(1).getBytes(UTF_8));
    publish(HEAD);
    assertFault(
        () -> read("main"), ErrorCode.SOURCE_CORRUPT, "more bytes than its repository says");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Package: ../x",
        "Filename: ../../etc/passwd",
        "Filename: /etc/passwd",
        "Size: -1",
        "SHA256: 12",
        "Version: 1_2"
      })
  void refusesHostileFields(String line) throws Exception {
    String field = line.substring(0, line.indexOf(':'));
    String index = packages(1).replaceFirst("(?m)^" + field + ": .*$", line);
    files.put(INDEX + ".gz", packed(index, ".gz"));
    publish(HEAD);
    assertFault(() -> read("main"), ErrorCode.SOURCE_CORRUPT, "field " + field);
  }

  @Test
  void offlineUsesWhatWasKept() throws Exception {
    files.put(INDEX + ".gz", packed(packages(3), ".gz"));
    publish(HEAD);
    List<Repository> main = List.of(repository("main"));
    assertFault(
        () -> reader(true, NOW, "").read(main, "arm64").packages(),
        ErrorCode.MIRROR_UNREACHABLE,
        "not in the cache");
    read("main");
    int requests = mirror.requests().size();
    assertThat(reader(true, NOW.plus(Duration.ofDays(30)), "").read(main, "arm64").packages())
        .hasSize(3);
    assertThat(mirror.requests()).hasSize(requests);
  }

  @Test
  void readsALocalRepositoryWithoutTheNetwork() throws Exception {
    files.put(INDEX + ".gz", packed(packages(3), ".gz"));
    Path dists = directory.resolve("local/dists/stable");
    Files.createDirectories(dists.resolve("main/binary-arm64"));
    Files.write(dists.resolve("InRelease"), key.clearsign(release(HEAD)));
    Files.write(dists.resolve(INDEX + ".gz"), files.get(INDEX + ".gz"));
    Repository local =
        new Repository(
            directory.resolve("local").toUri().toString(),
            "bookworm",
            List.of("main"),
            List.of(key.keyring().toString()),
            true);
    Repository renamed =
        new Repository(local.uri(), "stable", local.components(), local.keyrings(), true);
    assertThat(reader(true, NOW, "").read(List.of(renamed), "arm64").packages()).hasSize(3);
    assertFault(
        () -> reader(true, NOW, "").read(List.of(local), "arm64").packages(),
        ErrorCode.MIRROR_UNREACHABLE,
        "no such suite");
  }

  @Test
  void namesAllMirrorsThatAreNotThere() {
    List<String> keyring = List.of(key.keyring().toString());
    Repository one =
        new Repository("http://127.0.0.1:1/debian", "stable", List.of("main"), keyring, true);
    Repository two =
        new Repository("http://127.0.0.1:2/debian", "stable", List.of("main"), keyring, true);
    assertFault(
        () -> reader(false, NOW, "").read(List.of(one, two), "arm64").packages(),
        ErrorCode.MIRROR_UNREACHABLE,
        "2 mirrors",
        "127.0.0.1:1",
        "127.0.0.1:2");
  }

  private List<BinaryPackage> read(String component) throws IOException, InterruptedException {
    return reader(false, NOW, "").read(List.of(repository(component)), "arm64").packages();
  }

  private Repository repository(String component) {
    return repository(component, "stable", key.keyring());
  }

  private Repository repository(String component, String suite, Path keyring) {
    return new Repository(
        mirror.uri("/debian").toString(),
        suite,
        List.of(component),
        List.of(keyring.toString()),
        true);
  }

  private RepositoryReader reader(boolean offline, Instant now, String programs)
      throws IOException {
    DownloadSettings settings =
        new DownloadSettings(4, Duration.ofSeconds(5), Duration.ofSeconds(5), 1, Duration.ZERO);
    return new RepositoryReader(
        new Downloader(new DownloadCache(directory.resolve("cache")), settings, offline),
        Gpgv.find("/usr/bin:/bin"),
        Decompressor.ofHost(programs),
        Path::of,
        Clock.fixed(now, ZoneOffset.UTC));
  }

  private void publish(String head) throws Exception {
    publishFiles();
    mirror.put(DISTS + "InRelease", key.clearsign(release(head)));
  }

  private void publishFiles() {
    files.forEach(
        (path, content) -> {
          String byHash =
              URI.create(path)
                  .resolve("by-hash/SHA256/" + Hashing.sha256().hashBytes(content))
                  .toString();
          mirror.put(DISTS + path, content).put(DISTS + byHash, content);
        });
  }

  private String release(String head) {
    StringBuilder text = new StringBuilder(head).append("SHA256:\n");
    files.forEach(
        (path, content) ->
            text.append(
                " %s %16d %s\n"
                    .formatted(Hashing.sha256().hashBytes(content), content.length, path)));
    return text.toString();
  }

  private static String packages(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(
          "Package: p%1$d\nVersion: 1.%1$d-1\nArchitecture: arm64\nMaintainer: é <x@y.invalid>\n"
              .formatted(i));
      text.append(
          "Depends: p1 (>= 1)\nDescription: short\n long\n .\n more\nFilename: pool/p%d.deb\n"
              .formatted(i));
      text.append("Size: 12\nInstalled-Size: 7\nSHA256: %064x\n\n".formatted(i));
    }
    return text.toString();
  }

  private static byte[] packed(String text, String suffix) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (suffix) {
          case ".gz" -> new GZIPOutputStream(packed);
          case ".xz" -> new XZOutputStream(packed, new LZMA2Options());
          default -> packed;
        }) {
      out.write(suffix.equals(".zst") ? Zstd.compress(text.getBytes(UTF_8)) : text.getBytes(UTF_8));
    }
    return packed.toByteArray();
  }

  private static void assertFault(ThrowingCallable call, ErrorCode code, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
        .hasMessageContainingAll(parts);
  }
}
