package org.cmimage.sources.download;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.sources.access.ServerAccess;
import org.cmimage.sources.http.HttpTransport;
import org.cmimage.sources.http.RefusedException;
import org.cmimage.sources.http.Response;
import org.cmimage.sources.http.StatusException;
import org.cmimage.sources.location.LocalAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches files into the cache, verified by size and SHA-256 while they arrive. Files at {@code
 * file:} addresses are verified in place and not copied. After a transient failure the transfer is
 * resumed. Thread-safe; stops soon after its thread is interrupted.
 */
public final class Downloader {
  private static final Logger LOG = LoggerFactory.getLogger(Downloader.class);
  private static final long LOCK_POLL_MILLIS = 50;
  private static final int MAX_MISMATCHES = 2;

  private final DownloadCache cache;
  private final DownloadSettings settings;
  private final ServerAccess access;
  private final HttpTransport http;
  private final boolean offline;
  private final FetchListener listener;

  /**
   * Creates a downloader with direct connections.
   *
   * @param offline whether the network is forbidden: a file that the cache lacks is then an error
   */
  public Downloader(DownloadCache cache, DownloadSettings settings, boolean offline) {
    this(cache, settings, offline, ServerAccess.PLAIN);
  }

  /**
   * Creates a downloader.
   *
   * @param offline whether the network is forbidden: a file that the cache lacks is then an error
   * @param access the proxies and logins for servers
   */
  public Downloader(
      DownloadCache cache, DownloadSettings settings, boolean offline, ServerAccess access) {
    this(cache, settings, offline, access, FetchListener.NONE);
  }

  private Downloader(
      DownloadCache cache,
      DownloadSettings settings,
      boolean offline,
      ServerAccess access,
      FetchListener listener) {
    this.access = access;
    this.listener = listener;
    this.cache = cache;
    this.settings = settings;
    this.http = new HttpTransport(access, settings.connectLimit(), settings.stallLimit());
    this.offline = offline;
  }

  /** Returns this downloader with a listener to fetched files. */
  public Downloader telling(FetchListener value) {
    return new Downloader(cache, settings, offline, access, value);
  }

  /** Returns the listener to fetched files. */
  public FetchListener listener() {
    return listener;
  }

  /** A receiver of verified files. */
  @FunctionalInterface
  public interface Arrival {
    /** Receives the file of a download. Called on several threads. */
    void arrived(Download download, Path file) throws IOException, InterruptedException;
  }

  /** Returns the cache that files are stored in. */
  public DownloadCache cache() {
    return cache;
  }

  /** Returns whether the network is forbidden. */
  public boolean isOffline() {
    return offline;
  }

  /**
   * Fetches files, several at a time, and passes on each as soon as it is verified.
   *
   * @param received receives the number of bytes as they come from the network; called on several
   *     threads
   * @throws FaultException for the first file that cannot be fetched; received parts of others are
   *     kept
   */
  public void fetchAll(List<Download> downloads, LongConsumer received, Arrival arrival)
      throws IOException, InterruptedException {
    List<Callable<Path>> tasks = new ArrayList<>();
    for (Download download : downloads) {
      tasks.add(
          () -> {
            Path file = fetch(download, received);
            arrival.arrived(download, file);
            return file;
          });
    }
    ParallelTasks.run("download", settings.connections(), tasks);
  }

  /** Fetches one file and returns its path: in the cache, or at its local address. */
  public Path fetch(Download download, LongConsumer received)
      throws IOException, InterruptedException {
    Path file = find(download, received);
    listener.fetched(download, file);
    return file;
  }

  private Path find(Download download, LongConsumer received)
      throws IOException, InterruptedException {
    if (download.isLocal()) {
      return verifiedInPlace(download);
    }
    while (true) {
      Optional<Path> cached = cache.find(download);
      if (cached.isPresent()) {
        return cached.get();
      }
      if (offline) {
        throw DownloadFaults.notCached(download);
      }
      Optional<PartialFile> partial = PartialFile.tryOpen(cache.partial(download.sha256()));
      if (partial.isPresent()) {
        try (PartialFile file = partial.get()) {
          return cache.contains(download)
              ? cache.path(download.sha256())
              : complete(download, file, received);
        }
      }
      Thread.sleep(LOCK_POLL_MILLIS); // another process is fetching it
    }
  }

  /**
   * Fetches a small file whose content is unknown. It is not stored in the cache.
   *
   * @return empty if the server or directory has no such file
   * @throws FaultException also for a file of more than {@code limit} bytes
   */
  public Optional<byte[]> fetchUnverified(URI uri, int limit)
      throws IOException, InterruptedException {
    if (LocalAddress.is(uri)) {
      Path file = LocalAddress.path(uri);
      if (!Files.exists(file)) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(file)) {
        return Optional.of(bounded(uri, in, limit));
      }
    }
    for (int attempt = 1; ; attempt++) {
      try (Response response = http.get(uri, 0)) {
        return Optional.of(bounded(uri, response.body(), limit));
      } catch (StatusException e) {
        if (e.isAbsent()) {
          return Optional.empty();
        }
        pauseOrGiveUp(uri, e, attempt);
      } catch (IOException e) {
        pauseOrGiveUp(uri, e, attempt);
      }
    }
  }

  /**
   * Checks that the server of an address responds at all. Does nothing for files of this machine.
   */
  public void probe(URI uri) throws IOException {
    if (!LocalAddress.is(uri)) {
      try {
        http.head(uri);
      } catch (IOException e) {
        throw DownloadFaults.unreachable(uri, e);
      }
    }
  }

  private static Path verifiedInPlace(Download download) throws IOException, InterruptedException {
    for (URI uri : download.uris()) {
      try {
        Path file = LocalAddress.path(uri);
        long size = Files.size(file);
        String digest = DownloadCache.digest(file).toString();
        if (size != download.size() || !digest.equals(download.sha256())) {
          throw DownloadFaults.mismatch(download, uri, size, digest);
        }
        return file;
      } catch (NoSuchFileException e) {
        LOG.debug("not there: {}", uri);
      }
    }
    throw DownloadFaults.incomplete(
        download.uris().get(download.uris().size() - 1), new FileNotFoundException("no such file"));
  }

  private static byte[] bounded(URI uri, InputStream in, int limit) throws IOException {
    byte[] content = in.readNBytes(limit + 1);
    if (content.length > limit) {
      throw DownloadFaults.tooLong(uri, limit);
    }
    return content;
  }

  /** Fetches the missing part of a file, and publishes it. */
  private Path complete(Download download, PartialFile file, LongConsumer received)
      throws IOException, InterruptedException {
    int address = 0;
    int mismatches = 0;
    for (int attempt = 1; ; attempt++) {
      URI uri = download.uris().get(address);
      try {
        receive(uri, download, file, received);
        String digest = file.digest().toString();
        if (file.length() == download.size() && digest.equals(download.sha256())) {
          Path target = cache.path(download.sha256());
          file.publish(target);
          return target;
        }
        // The part of an earlier run, or a proxy's copy, may be damaged: the second attempt fetches
        // the whole file.
        long length = file.length();
        file.clear();
        if (++mismatches == MAX_MISMATCHES) {
          throw DownloadFaults.mismatch(download, uri, length, digest);
        }
      } catch (ClosedByInterruptException e) {
        throw interrupted(e);
      } catch (StatusException e) {
        if (e.isAbsent() && address + 1 < download.uris().size()) {
          address++;
          attempt--;
        } else if (e.isAbsent()) {
          throw DownloadFaults.incomplete(uri, e);
        } else if (e.isRangeRefused() && file.length() > 0) {
          file.clear();
        } else {
          pauseOrGiveUp(uri, e, attempt);
        }
      } catch (IOException e) {
        pauseOrGiveUp(uri, e, attempt);
      }
    }
  }

  /** Converts NIO's report of an interrupt, which closes the file, to the usual exception. */
  private static InterruptedException interrupted(ClosedByInterruptException e) {
    Thread.interrupted();
    InterruptedException interrupted = new InterruptedException("while writing to the cache");
    interrupted.initCause(e);
    return interrupted;
  }

  private void receive(URI uri, Download download, PartialFile file, LongConsumer received)
      throws IOException, InterruptedException {
    if (file.length() >= download.size()) {
      return;
    }
    try (Response response = http.get(uri, file.length())) {
      if (response.total().orElse(download.size()) != download.size()) {
        throw DownloadFaults.wrongSize(download, uri, response.total().getAsLong());
      }
      if (response.offset() != file.length()) {
        file.clear();
      }
      byte[] block = new byte[1 << 16];
      for (int n = response.body().read(block); n >= 0; n = response.body().read(block)) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (file.length() + n > download.size()) {
          throw DownloadFaults.wrongSize(download, uri, file.length() + n);
        }
        file.append(block, n);
        received.accept(n);
      }
    }
    if (file.length() < download.size()) {
      throw new IOException(
          "the connection ended after " + file.length() + " of " + download.size() + " bytes");
    }
  }

  private void pauseOrGiveUp(URI uri, IOException failure, int attempt)
      throws IOException, InterruptedException {
    if (failure instanceof FaultException) {
      throw failure;
    }
    boolean lasting =
        failure instanceof RefusedException
            || failure instanceof StatusException status && !status.isTransient();
    if (lasting || attempt >= settings.attempts()) {
      throw DownloadFaults.unreachable(uri, failure);
    }
    LOG.debug("attempt {} of {} failed: {}", attempt, uri, failure.toString());
    Thread.sleep(settings.pause().toMillis() << (attempt - 1));
  }
}
