package org.cmimage.sources.deb.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.catalog.Repository;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.download.DownloadSettings;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.openpgp.Gpgv;
import org.cmimage.sources.openpgp.SigningKey;

/** Signed suites and flat repositories in a directory, with packages that have no archives. */
public final class LocalRepository {
  private static final String PROGRAMS = "/usr/bin:/bin";

  private final Path directory;
  private final SigningKey key;

  /** Creates a repository that the key signs. */
  public LocalRepository(Path directory, SigningKey key) {
    this.directory = directory;
    this.key = key;
  }

  /** Makes a key that does not expire. */
  public static SigningKey newKey(Path home) throws IOException, InterruptedException {
    return new SigningKey(home, "never");
  }

  public String uri() {
    return directory.toUri().toString().replaceFirst("/$", "");
  }

  public Path keyring() {
    return key.keyring();
  }

  /** Returns a stanza of an index, for arm64 unless a line sets another architecture. */
  public static String stanza(String name, String version, String... lines) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Package", name);
    fields.put("Version", version);
    fields.put("Architecture", "arm64");
    fields.put("Maintainer", "Nobody <nobody@mirror.invalid>");
    fields.put("Description", name);
    fields.put("Filename", "./pool/" + name + "_" + version + ".deb");
    fields.put("Size", "10");
    fields.put("SHA256", Hashing.sha256().hashString(name + version, UTF_8).toString());
    for (String line : lines) {
      fields.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
    }
    StringBuilder text = new StringBuilder();
    fields.forEach((field, value) -> text.append(field).append(": ").append(value).append('\n'));
    return text.append('\n').toString();
  }

  /**
   * Writes the files of a suite or flat repository and signs them.
   *
   * @param where below the directory: {@code dists/NAME}, or that of a flat repository
   * @param head the fields of the Release file, except its date and digests
   * @param files indices by path below that
   */
  public LocalRepository add(String where, String head, Map<String, String> files)
      throws IOException, InterruptedException {
    return add(where, head + "Date: Fri, 9 Jan 2026 10:00:00 UTC\n", files, "SHA256");
  }

  /**
   * Writes and signs the files, without adding a date.
   *
   * @param digests the name of the field with the digests
   */
  public LocalRepository add(String where, String head, Map<String, String> files, String digests)
      throws IOException, InterruptedException {
    Path suite = Files.createDirectories(directory.resolve(where));
    StringBuilder release = new StringBuilder(head);
    release.append(digests).append(":\n");
    for (Map.Entry<String, String> file : files.entrySet()) {
      byte[] content = file.getValue().getBytes(UTF_8);
      Path path = suite.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, content);
      release.append(
          " %s %d %s\n"
              .formatted(Hashing.sha256().hashBytes(content), content.length, file.getKey()));
    }
    Files.write(suite.resolve("InRelease"), key.clearsign(release.toString()));
    return this;
  }

  /** Returns a repository of this directory as a sources file would name it. */
  public Repository repository(String suite, String... components) {
    ReleaseRules usual = ReleaseRules.DEFAULT;
    ReleaseRules rules =
        new ReleaseRules(true, true, usual.future(), false, usual.byHash(), usual.signers());
    return new Repository(uri(), suite, List.of(components), List.of(keyring().toString()), rules);
  }

  /** Returns the repository with these keys as the only accepted ones. */
  public Repository signedBy(Repository repository, String... fingerprints) {
    ReleaseRules rules = repository.rules();
    return new Repository(
        repository.uri(),
        repository.suite(),
        repository.components(),
        repository.keyrings(),
        new ReleaseRules(
            rules.validUntil(),
            rules.date(),
            rules.future(),
            rules.named(),
            rules.byHash(),
            Set.of(fingerprints)));
  }

  /** Reads repositories for arm64. */
  public static Offered read(Path cache, Repository... repositories)
      throws IOException, InterruptedException {
    Downloader downloader =
        new Downloader(new DownloadCache(cache), DownloadSettings.DEFAULT, false);
    return new RepositoryReader(
            downloader,
            Gpgv.find(PROGRAMS),
            Decompressor.ofHost(PROGRAMS),
            Path::of,
            Clock.systemUTC())
        .read(new ArrayList<>(List.of(repositories)), "arm64");
  }
}
