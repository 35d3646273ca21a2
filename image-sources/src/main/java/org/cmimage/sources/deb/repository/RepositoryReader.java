package org.cmimage.sources.deb.repository;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.catalog.Trust;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.repository.Offered.SignedRelease;
import org.cmimage.sources.deb.repository.PackageIndices.Index;
import org.cmimage.sources.download.Download;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.location.LocalAddress;
import org.cmimage.sources.openpgp.Gpgv;
import org.cmimage.sources.openpgp.Keyring;
import org.cmimage.sources.openpgp.SignedText;
import org.cmimage.sources.openpgp.VerifiedText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches, verifies and reads the package indices of repositories, several at a time. Thread-safe.
 *
 * <p>A Release file is accepted if a key of the repository's keyrings signed it, it is that of the
 * requested suite, it is neither from the future nor expired, and it is not older than one seen
 * before. An index is accepted if the Release file lists its digest; it is kept in the cache by its
 * content, so that an unchanged one is not fetched again.
 */
public final class RepositoryReader {
  private static final Logger LOG = LoggerFactory.getLogger(RepositoryReader.class);
  private static final int THREADS = 6;
  private static final Remedy CURE =
      new Remedy.Advice(
          "name the keyring that has the key with Signed-By in a sources file for -b, or put the"
              + " vendor's new keyring into /etc/cm-image/keyrings");

  private final Downloader downloader;
  private final ReleaseStore releases;
  private final ReleaseHistory history;
  private final Gpgv gpgv;
  private final Decompressor decompressor;
  private final KeyringLocator keyrings;
  private final Clock clock;

  /**
   * Creates a reader.
   *
   * @param decompressor for the indices
   * @param clock decides whether a Release file has expired
   */
  public RepositoryReader(
      Downloader downloader,
      Gpgv gpgv,
      Decompressor decompressor,
      KeyringLocator keyrings,
      Clock clock) {
    this.downloader = downloader;
    this.releases = new ReleaseStore(downloader);
    this.history = new ReleaseHistory(downloader.cache().directory().resolve("releases"));
    this.gpgv = gpgv;
    this.decompressor = decompressor;
    this.keyrings = keyrings;
    this.clock = clock;
  }

  /** The result of examining one repository: indices to fetch, or lists that are already read. */
  private record Look(
      List<Index> indices,
      List<PackageList> lists,
      List<FaultException> lacking,
      List<String> notices,
      Optional<SignedRelease> release) {}

  /**
   * Reads the packages of an architecture, including those of architecture {@code all}. A
   * repository or component without the requested parts is omitted.
   *
   * @param architecture as Debian names it
   * @throws FaultException if a mirror cannot be reached or verified, or if no repository has the
   *     requested parts
   */
  public Offered read(List<Repository> repositories, String architecture)
      throws IOException, InterruptedException {
    probe(repositories);
    List<Callable<Look>> lookups = new ArrayList<>();
    for (Repository repository : repositories) {
      lookups.add(() -> look(repository, architecture));
    }
    List<String> notices = new ArrayList<>();
    List<FaultException> lacking = new ArrayList<>();
    List<SignedRelease> signedReleases = new ArrayList<>();
    List<Callable<PackageList>> reads = new ArrayList<>();
    for (Look look : ParallelTasks.run("release", THREADS, lookups)) {
      notices.addAll(look.notices());
      lacking.addAll(look.lacking());
      look.release().ifPresent(signedReleases::add);
      look.lists().forEach(list -> reads.add(() -> list));
      look.indices().forEach(index -> reads.add(() -> packages(index, architecture)));
    }
    if (reads.isEmpty() && !lacking.isEmpty()) {
      throw lacking.get(0);
    }
    lacking.forEach(fault -> notices.add(fault.getMessage() + "; left out"));
    return new Offered(ParallelTasks.run("index", THREADS, reads), notices, signedReleases);
  }

  /**
   * Reads the indices that the Release files of other mirrors list for an architecture which those
   * do not serve themselves. Ubuntu's archive and ports are such mirrors of one suite, and one may
   * be a publication behind; what lies under its digest stays for some time. What is not there any
   * more is omitted.
   *
   * @param published the other mirrors
   * @param repositories where the indices and their packages are
   */
  public List<PackageList> readAsOf(
      List<Repository> published, List<Repository> repositories, String architecture)
      throws IOException, InterruptedException {
    List<PackageList> lists = new ArrayList<>();
    for (Repository mirror : repositories) {
      for (Repository other : published) {
        if (mirror.suite().equals(other.suite())
            && !mirror.uri().equals(other.uri())
            && !mirror.isFlat()
            && !(other.trust() instanceof Trust.Local)) {
          lists.addAll(asOf(other, mirror, architecture));
        }
      }
    }
    return lists;
  }

  private List<PackageList> asOf(Repository other, Repository mirror, String architecture)
      throws IOException, InterruptedException {
    ReleaseFile release = release(other).release();
    List<PackageList> lists = new ArrayList<>();
    for (Index index : PackageIndices.of(mirror, release, architecture).found()) {
      Optional<Index> kept = index.byDigestAlone();
      if (kept.isPresent()) {
        try {
          lists.add(packages(kept.get(), architecture));
        } catch (FaultException e) {
          LOG.debug("no longer there: {}", e.getMessage());
        }
      }
    }
    return lists;
  }

  /**
   * Contacts every mirror once, before anything that takes long, so that all unreachable ones are
   * reported together.
   */
  private void probe(List<Repository> repositories) throws IOException, InterruptedException {
    if (downloader.isOffline()) {
      return;
    }
    Set<URI> mirrors = new LinkedHashSet<>();
    repositories.forEach(
        repository -> mirrors.add(PackageIndices.directory(repository).resolve("InRelease")));
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
          "cannot reach " + faults.size() + " mirrors",
          String.join("; ", faults.stream().map(Throwable::getMessage).toList()),
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

  private Look look(Repository repository, String architecture)
      throws IOException, InterruptedException {
    if (repository.trust() instanceof Trust.Local local) {
      return lookWithout(repository, local, architecture);
    }
    CheckedRelease checked = release(repository);
    PackageIndices indices = PackageIndices.of(repository, checked.release(), architecture);
    return new Look(
        indices.found(),
        List.of(),
        indices.lacking(),
        checked.notice().stream().toList(),
        Optional.of(new SignedRelease(checked.release().date(), checked.signers())));
  }

  /** A Release file that was verified and is the one asked for. */
  private record CheckedRelease(
      ReleaseFile release, Set<String> signers, Optional<String> notice) {}

  private CheckedRelease release(Repository repository) throws IOException, InterruptedException {
    URI directory = PackageIndices.directory(repository);
    String what = directory + "InRelease";
    SignedText signed = releases.fetch(directory);
    VerifiedText verified = verified(signed, repository, keys(repository), what);
    ReleaseFile release = ReleaseFile.parse(verified.text(), what);
    ReleaseChecks checks = new ReleaseChecks(release, repository.rules(), what);
    Optional<String> notice =
        repository.isFlat() ? Optional.empty() : checks.suite(repository.suite());
    // Cached files were current when they were fetched; offline no newer ones are available.
    boolean fetched = !downloader.isOffline() || LocalAddress.is(directory);
    checks.date(clock.instant(), fetched);
    if (fetched && checks.agesMatter()) {
      history.requireNoReplay(release, directory, what);
      history.note(release, directory);
    }
    releases.keep(directory, signed);
    return new CheckedRelease(release, verified.signers(), notice);
  }

  private VerifiedText verified(
      SignedText signed, Repository repository, List<Keyring> keys, String what)
      throws IOException, InterruptedException {
    try {
      return gpgv.verify(signed, keys, repository.rules().signers(), what);
    } catch (FaultException e) {
      // The cache is no place for new keyrings.
      throw e.remedy() instanceof Remedy.ProvideKeyring
          ? new FaultException(e.fault().withRemedy(CURE), e)
          : e;
    }
  }

  private List<Keyring> keys(Repository repository) throws IOException {
    List<Keyring> keys = new ArrayList<>();
    for (String name : repository.keyrings()) {
      keys.add(new Keyring(keyrings.locate(name), name));
    }
    return keys;
  }

  /** Examines a directory that the user trusts. A signature by a known key must be valid. */
  private Look lookWithout(Repository repository, Trust.Local trust, String architecture)
      throws IOException, InterruptedException {
    URI directory = PackageIndices.directory(repository);
    Optional<SignedText> found = releases.local(directory);
    Optional<VerifiedText> verified = Optional.empty();
    List<Keyring> keys = keys(repository);
    if (found.isPresent() && found.get().isSigned() && !keys.isEmpty()) {
      verified = gpgv.verifyIfKnown(found.get(), keys, directory + "Release");
    }
    List<String> notices =
        verified.isPresent()
            ? List.of()
            : List.of(directory + ": signatures are not checked: " + trust.why());
    Optional<ReleaseFile> release = Optional.empty();
    if (found.isPresent()) {
      byte[] text = verified.map(VerifiedText::text).orElseGet(found.get()::unverified);
      release = ReleaseFile.parseIfDigested(text, directory + "Release");
    }
    if (release.isEmpty()) {
      return new Look(
          List.of(),
          new LocalDirectory(repository, architecture, decompressor).read(),
          List.of(),
          notices,
          Optional.empty());
    }
    releases.tell(directory, found.orElseThrow());
    PackageIndices indices = PackageIndices.of(repository, release.get(), architecture);
    Instant date = release.get().date();
    return new Look(
        indices.found(),
        List.of(),
        indices.lacking(),
        notices,
        verified.map(text -> new SignedRelease(date, text.signers())));
  }

  private PackageList packages(Index index, String architecture)
      throws IOException, InterruptedException {
    if (index.plainSize() == 0) {
      return new PackageList(index.provenance(), List.of());
    }
    Path file =
        downloader.fetch(
            new Download(index.addresses(), index.file().sha256(), index.file().size()),
            received -> {});
    List<BinaryPackage> packages =
        new PackageIndex(index.base(), architecture, index.uri().toString())
            .read(new IndexContent(decoded(index, file), index.plainSize()));
    LOG.debug("{} has {} packages", index.uri(), packages.size());
    return new PackageList(index.provenance(), packages);
  }

  private InputStream decoded(Index index, Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    return index.format() == IndexFormat.PLAIN ? in : decompressor.open(in, index.file().size());
  }
}
