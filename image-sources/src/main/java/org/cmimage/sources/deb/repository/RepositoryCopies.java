package org.cmimage.sources.deb.repository;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.AtomicFile;
import org.cmimage.core.host.AtomicFile.Durability;
import org.cmimage.core.spi.OfflineSource.Content;
import org.cmimage.sources.download.Download;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.download.FetchListener;

/**
 * Parts of repositories, copied to a directory: each repository to a directory of its own, with the
 * same paths, so that its signed Release file still verifies the copied files. Packages are copied
 * as they arrive, indices at the end. Thread-safe.
 */
public final class RepositoryCopies {
  /**
   * The file that exists beside the copies from the first of them to the end: while it exists, the
   * copies are incomplete.
   */
  public static final String UNFINISHED = "cm-image-fetch.unfinished";

  private final Path root;
  private final Map<Path, Long> packages = new ConcurrentHashMap<>();
  private final Map<Path, Long> copied = new ConcurrentHashMap<>();
  private final Map<Path, byte[]> releases = new ConcurrentHashMap<>();
  private final Map<Path, Kept> indices = new ConcurrentHashMap<>();
  private final Set<Path> withRelease = ConcurrentHashMap.newKeySet();

  /** An index in the cache, or at its place. */
  private record Kept(Path file, String sha256) {}

  /** Creates copies in a directory, which need not exist yet. */
  public RepositoryCopies(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Returns the listener that copies the files of repositories. */
  public FetchListener of(List<Repository> repositories) {
    Map<String, Path> places = new LinkedHashMap<>();
    for (Repository repository : repositories) {
      URI base = PackageIndices.base(repository).normalize();
      places.put(base.toString(), root.resolve(name(base)));
    }
    return new Placed(places);
  }

  /** Returns the directory that is copied to. */
  public Path root() {
    return root;
  }

  /**
   * Returns a name for its directory, without the user and password that an address may contain.
   */
  private static String name(URI base) {
    String host = base.getHost() == null ? "local" : base.getHost().toLowerCase(Locale.ROOT);
    String port = base.getPort() < 0 ? "" : "_" + base.getPort();
    String path = base.getPath().replaceAll("/+", "/").replaceAll("/$", "");
    return (host + port + path).replaceAll("[^A-Za-z0-9.-]", "_");
  }

  /** Writes the indices, and last the Release files that verify them. */
  public Content finish() throws IOException, InterruptedException {
    for (Map.Entry<Path, Kept> index : indices.entrySet()) {
      copy(index.getValue().file(), index.getKey(), index.getValue().sha256());
    }
    for (Map.Entry<Path, byte[]> release : releases.entrySet()) {
      write(release.getKey(), release.getValue());
    }
    for (Path directory : directories()) {
      AtomicFile.clear(directory);
    }
    Files.deleteIfExists(root.resolve(UNFINISHED));
    return new Content(packages.size(), sum(packages), sum(copied));
  }

  private Set<Path> directories() {
    return Stream.of(packages.keySet(), indices.keySet(), releases.keySet())
        .flatMap(Set::stream)
        .map(RepositoryCopies::parent)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static long sum(Map<Path, Long> sizes) {
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The listener that places files of known repositories. */
  private final class Placed implements FetchListener {
    private final Map<String, Path> places;

    Placed(Map<String, Path> places) {
      this.places = places;
    }

    @Override
    public void fetched(Download download, Path file) throws IOException, InterruptedException {
      URI uri = download.uris().get(download.uris().size() - 1);
      Path directory = place(uri).getValue();
      Path target = target(uri);
      if (!target.toString().endsWith(".deb")) {
        indices.put(target, new Kept(file, download.sha256()));
        return;
      }
      if (!withRelease.contains(directory)) {
        throw new FaultException(
            ErrorCode.INVALID_REQUEST,
            "cannot copy " + uri,
            "its repository has no Release file",
            new Remedy.Advice("copy that directory itself, and name it with -b or -c too"));
      }
      packages.put(target, download.size());
      if (copy(file, target, download.sha256())) {
        copied.put(target, download.size());
      }
    }

    @Override
    public void verified(URI uri, byte[] content) throws IOException {
      withRelease.add(place(uri).getValue());
      releases.put(target(uri), content);
    }

    /** Returns the repository of a file: its address, and the target path. */
    private Map.Entry<String, Path> place(URI uri) throws FaultException {
      String address = uri.normalize().toString();
      return places.entrySet().stream()
          .filter(place -> address.startsWith(place.getKey()))
          .max(Map.Entry.comparingByKey())
          .orElseThrow(() -> outside(uri));
    }

    private Path target(URI uri) throws FaultException {
      Map.Entry<String, Path> place = place(uri);
      String rest = uri.normalize().toString().substring(place.getKey().length());
      Path directory = place.getValue();
      Path target = directory.resolve(URI.create("/" + rest).getPath().substring(1)).normalize();
      if (!target.startsWith(directory)) {
        throw outside(uri);
      }
      return target;
    }
  }

  private static FaultException outside(URI uri) {
    return new FaultException(
        ErrorCode.SOURCE_CORRUPT,
        "cannot copy " + uri,
        "it is outside of its repository",
        new Remedy.UseOtherMirror(uri.toString()));
  }

  /**
   * Copies a file that does not exist yet; returns whether it was copied. An incomplete copy never
   * has its name.
   */
  private boolean copy(Path file, Path target, String sha256)
      throws IOException, InterruptedException {
    if (Files.isRegularFile(target)
        && Files.size(target) == Files.size(file)
        && DownloadCache.digest(target).toString().equals(sha256)) {
      return false;
    }
    Files.createDirectories(parent(target));
    write(root.resolve(UNFINISHED), new byte[0]);
    // Not synced: a file that is there is digested before it is taken for the same.
    AtomicFile.write(target, Durability.UNSYNCED, out -> Files.copy(file, out));
    return true;
  }

  private static void write(Path target, byte[] content) throws IOException {
    if (Files.isRegularFile(target) && Arrays.equals(Files.readAllBytes(target), content)) {
      return;
    }
    Files.createDirectories(parent(target));
    AtomicFile.write(target, content);
  }

  private static Path parent(Path target) {
    return target.resolveSibling(".").normalize();
  }
}
