package org.cmimage.sources.deb.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.sources.deb.repository.LocalRepository.stanza;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.download.DownloadSettings;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.openpgp.Gpgv;
import org.cmimage.sources.openpgp.SigningKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mirrors of one suite of which each serves other architectures, one publication apart. */
class SkewedMirrorsTest {
  private static final String PROGRAMS = "/usr/bin:/bin";
  private static final String INDEX = "main/binary-arm64/Packages";

  @TempDir Path directory;
  private LocalRepository archive;
  private LocalRepository ports;

  @BeforeEach
  void publish() throws Exception {
    SigningKey key = LocalRepository.newKey(directory.resolve("key"));
    archive = new LocalRepository(directory.resolve("archive"), key);
    ports = new LocalRepository(directory.resolve("ports"), key);
    add(archive, "2");
    add(ports, "1");
  }

  private static void add(LocalRepository repository, String version) throws Exception {
    repository.add(
        "dists/site",
        "Suite: site\nArchitectures: amd64 arm64\nComponents: main\nAcquire-By-Hash: yes\n",
        Map.of(INDEX, stanza("a", version)));
  }

  @Test
  void earlierIndexIsReadWhereItIsStillThere() throws Exception {
    assertThat(readAsOf(ports, archive)).isEmpty();

    keep("1");

    assertThat(readAsOf(ports, archive)).containsExactly("1");
    assertThat(readAsOf(archive, archive)).isEmpty();
  }

  @Test
  void indexThatTheOtherMirrorDoesNotVouchForIsNotRead() throws Exception {
    keep("1");
    Path kept =
        directory
            .resolve("archive/dists/site/main/binary-arm64/by-hash/SHA256")
            .resolve(digest(stanza("a", "1")));
    Files.writeString(kept, stanza("a", "3"));

    assertThat(readAsOf(ports, archive)).isEmpty();
  }

  private void keep(String version) throws IOException {
    String index = stanza("a", version);
    Path kept = directory.resolve("archive/dists/site/main/binary-arm64/by-hash/SHA256");
    Files.writeString(Files.createDirectories(kept).resolve(digest(index)), index);
  }

  private static String digest(String text) {
    return Hashing.sha256().hashString(text, UTF_8).toString();
  }

  private List<String> readAsOf(LocalRepository published, LocalRepository mirror)
      throws IOException, InterruptedException {
    Downloader downloader =
        new Downloader(
            new DownloadCache(directory.resolve("cache")), DownloadSettings.DEFAULT, false);
    RepositoryReader reader =
        new RepositoryReader(
            downloader,
            Gpgv.find(PROGRAMS),
            Decompressor.ofHost(PROGRAMS),
            Path::of,
            Clock.systemUTC());
    return reader
        .readAsOf(
            List.of(published.repository("site", "main")),
            List.of(mirror.repository("site", "main")),
            "arm64")
        .stream()
        .flatMap(list -> list.packages().stream())
        .map(BinaryPackage::version)
        .map(Object::toString)
        .toList();
  }
}
