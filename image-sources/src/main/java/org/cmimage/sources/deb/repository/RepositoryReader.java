package org.cmimage.sources.deb.repository;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.core.spi.FaultException;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.repository.ReleaseFile.IndexFile;
import org.cmimage.sources.download.Download;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.openpgp.Gpgv;
import org.cmimage.sources.openpgp.SignedText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches, verifies and reads the package indices of repositories, several at a time. Thread-safe.
 *
 * <p>A Release file is accepted if a key of the repository's keyrings signed it, it is of the suite
 * that was asked for, and of our time. An index is accepted if the Release file vouches for it; it
 * is kept in the cache by its content, so that an unchanged one is not fetched again.
 */
public final class RepositoryReader {
  private static final Logger LOG = LoggerFactory.getLogger(RepositoryReader.class);
  private static final long MAX_INDEX = 1L << 30;
  private static final int THREADS = 6;

  private final Downloader downloader;
  private final ReleaseStore releases;
  private final Gpgv gpgv;
  private final Decompressor decompressor;
  private final KeyringLocator keyrings;
  private final Clock clock;

  /**
   * A reader.
   *
   * @param decompressor for the indices
   * @param clock tells whether a Release file is of our time
   */
  public RepositoryReader(
      Downloader downloader,
      Gpgv gpgv,
      Decompressor decompressor,
      KeyringLocator keyrings,
      Clock clock) {
    this.downloader = downloader;
    this.releases = new ReleaseStore(downloader);
    this.gpgv = gpgv;
    this.decompressor = decompressor;
    this.keyrings = keyrings;
    this.clock = clock;
  }

  /** One index to fetch and read. */
  private record Index(
      URI base, URI uri, boolean byHash, IndexFile file, long plainSize, IndexFormat format) {}

  /** A form in which an index is offered. */
  private record Offer(IndexFormat format, IndexFile file) {}

  /**
   * Reads the packages of an architecture, those of architecture {@code all} among them.
   *
   * @param architecture as Debian calls it
   * @return the packages of the first repository, then of the second, and so on
   * @throws FaultException where a mirror cannot be reached, or cannot be trusted, or has not what
   *     is asked for
   */
  public List<BinaryPackage> read(List<Repository> repositories, String architecture)
      throws IOException, InterruptedException {
    probe(repositories);
    List<Callable<List<Index>>> lookups = new ArrayList<>();
    for (Repository repository : repositories) {
      lookups.add(() -> indices(repository, architecture));
    }
    List<Callable<List<BinaryPackage>>> reads = new ArrayList<>();
    for (Index index : Iterables.concat(ParallelTasks.run("release", THREADS, lookups))) {
      reads.add(() -> packages(index, architecture));
    }
    List<BinaryPackage> packages = new ArrayList<>();
    ParallelTasks.run("index", THREADS, reads).forEach(packages::addAll);
    return packages;
  }

  /**
   * Asks every mirror once, before anything takes long, so that all that are unreachable are known
   * together.
   */
  private void probe(List<Repository> repositories) throws IOException, InterruptedException {
    if (downloader.isOffline()) {
      return;
    }
    Set<URI> mirrors = new LinkedHashSet<>();
    repositories.forEach(repository -> mirrors.add(directory(repository).resolve("InRelease")));
    List<Callable<Optional<FaultException>>> probes = new ArrayList<>();
    mirrors.forEach(uri -> probes.add(() -> unreachable(uri)));
    List<FaultException> faults =
        ParallelTasks.run("probe", THREADS, probes).stream().flatMap(Optional::stream).toList();
    if (faults.size() == 1) {
      throw faults.get(0);
    }
    if (!faults.isEmpty()) {
      throw new FaultException(
          ErrorCode.MIRROR_UNREACHABLE,
          "cannot reach "
              + faults.size()
              + " mirrors: "
              + String.join("; ", faults.stream().map(Throwable::getMessage).toList()),
          faults.get(0).remedy(),
          faults.get(0));
    }
  }

  private Optional<FaultException> unreachable(URI uri) throws IOException {
    try {
      downloader.probe(uri);
      return Optional.empty();
    } catch (FaultException e) {
      return Optional.of(e);
    }
  }

  private static URI base(Repository repository) {
    return URI.create(repository.uri() + "/");
  }

  private static URI directory(Repository repository) {
    return base(repository).resolve("dists/" + repository.suite() + "/");
  }

  private List<Index> indices(Repository repository, String architecture)
      throws IOException, InterruptedException {
    URI directory = directory(repository);
    String what = directory + "InRelease";
    SignedText signed = releases.fetch(directory);
    List<Path> keys = new ArrayList<>();
    for (String name : repository.keyrings()) {
      keys.add(keyrings.locate(name));
    }
    byte[] text = gpgv.verify(signed, keys, what);
    ReleaseFile release = ReleaseFile.parse(text, what);
    release.requireSuite(repository.suite(), what);
    // What the cache holds was current when it was fetched; offline there is nothing newer to be
    // had.
    boolean fetched = !downloader.isOffline() || directory.getScheme().equalsIgnoreCase("file");
    release.requireCurrent(clock.instant(), repository.checkValidUntil() && fetched, what);
    release.requireArchitecture(architecture, what);
    releases.keep(directory, signed);
    List<Index> indices = new ArrayList<>();
    for (String component : repository.components()) {
      release.requireComponent(component, what);
      indices.add(index(repository, release, component + "/binary-" + architecture + "/Packages"));
      if (release.separateAll()) {
        indices.add(index(repository, release, component + "/binary-all/Packages"));
      }
    }
    return indices;
  }

  private static Index index(Repository repository, ReleaseFile release, String path)
      throws FaultException {
    Map<String, IndexFile> files = release.files();
    URI directory = directory(repository);
    long plainSize =
        Math.min(files.getOrDefault(path, new IndexFile("", MAX_INDEX)).size(), MAX_INDEX);
    Offer best =
        Stream.of(IndexFormat.values())
            .flatMap(
                c ->
                    Optional.ofNullable(files.get(path + c.suffix()))
                        .map(f -> new Offer(c, f))
                        .stream())
            .min(Comparator.comparingDouble(o -> o.format().cost(o.file().size(), plainSize)))
            .orElseThrow(
                () ->
                    new FaultException(
                        ErrorCode.SOURCE_CORRUPT,
                        "cannot use " + directory + "InRelease: it does not vouch for " + path,
                        new Remedy.UseOtherMirror(directory.toString())));
    return new Index(
        base(repository),
        directory.resolve(path + best.format().suffix()),
        release.byHash(),
        best.file(),
        plainSize,
        best.format());
  }

  private List<BinaryPackage> packages(Index index, String architecture)
      throws IOException, InterruptedException {
    if (index.plainSize() == 0) {
      return List.of();
    }
    String digest = index.file().sha256();
    List<URI> addresses =
        index.byHash()
            ? List.of(index.uri().resolve("by-hash/SHA256/" + digest), index.uri())
            : List.of(index.uri());
    Path file =
        downloader.fetch(new Download(addresses, digest, index.file().size()), received -> {});
    List<BinaryPackage> packages =
        new PackageIndex(index.base(), architecture, index.uri().toString())
            .read(new IndexContent(decoded(index, file), index.plainSize()));
    LOG.debug("{} has {} packages", index.uri(), packages.size());
    return packages;
  }

  private InputStream decoded(Index index, Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return index.format() == IndexFormat.PLAIN ? in : decompressor.open(in, index.file().size());
  }
}
