package org.cmimage.sources.deb;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.access.ServerAccess;
import org.cmimage.sources.compress.Decompressor;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.repository.KeyringLocator;
import org.cmimage.sources.deb.repository.Offered;
import org.cmimage.sources.deb.repository.RepositoryCopies;
import org.cmimage.sources.deb.repository.RepositoryReader;
import org.cmimage.sources.download.Download;
import org.cmimage.sources.download.DownloadCache;
import org.cmimage.sources.download.DownloadSettings;
import org.cmimage.sources.download.Downloader;
import org.cmimage.sources.openpgp.Gpgv;

/**
 * What is needed for reading and fetching packages, configured once.
 *
 * @param cache shared by all builds
 * @param settings of the network
 * @param keyrings locates keyrings
 * @param clock decides which indices are expired
 * @param searchPath the directories, separated by colons, in which the programs gpgv and xz are
 *     searched
 * @param access proxies and logins for servers
 * @param copies receives copies of what is read and fetched, if requested
 */
record DebTools(
    DownloadCache cache,
    DownloadSettings settings,
    KeyringLocator keyrings,
    Clock clock,
    String searchPath,
    ServerAccess access,
    Optional<RepositoryCopies> copies) {

  /** Returns a downloader for the files of repositories. */
  Downloader downloader(boolean offline, List<Repository> repositories) {
    Downloader downloader = new Downloader(cache, settings, offline, access.with(repositories));
    return copies.map(made -> downloader.telling(made.of(repositories))).orElse(downloader);
  }

  /** Returns these tools with copies made of all that is read and fetched. */
  DebTools copying(RepositoryCopies made) {
    return new DebTools(cache, settings, keyrings, clock, searchPath, access, Optional.of(made));
  }

  /** Fetches the archives of packages into the cache. */
  static void fetch(
      Downloader downloader, Collection<BinaryPackage> packages, StageProgress progress)
      throws IOException, InterruptedException {
    List<Download> downloads = new ArrayList<>();
    for (BinaryPackage binary : packages) {
      downloads.add(download(binary));
    }
    AtomicLong received = new AtomicLong();
    AtomicLong done = new AtomicLong();
    downloader.fetchAll(
        downloads,
        received::addAndGet,
        (download, file) ->
            progress.advanced(done.incrementAndGet(), downloads.size(), received.get()));
  }

  Decompressor decompressor() {
    return Decompressor.ofHost(searchPath);
  }

  /** Returns the verified packages of repositories. */
  Offered read(Downloader downloader, List<Repository> repositories, String architecture)
      throws IOException, InterruptedException {
    return reader(downloader).read(repositories, architecture);
  }

  /** Returns a reader of repositories. */
  RepositoryReader reader(Downloader downloader) throws IOException {
    return new RepositoryReader(downloader, Gpgv.find(searchPath), decompressor(), keyrings, clock);
  }

  /** Returns the download for the archive of a package. */
  static Download download(BinaryPackage binary) throws FaultException {
    BinaryPackage.Archive archive = binary.archive();
    try {
      // Quotes characters that a path may have and a URI may not.
      URI path = new URI(null, null, "/" + archive.path(), null);
      URI uri = URI.create(archive.repository() + path.getRawPath().substring(1));
      return new Download(List.of(uri), archive.sha256(), archive.size());
    } catch (URISyntaxException e) {
      throw new FaultException(
          ErrorCode.SOURCE_CORRUPT,
          "cannot fetch package " + binary,
          "its path is \"" + archive.path() + "\"",
          new Remedy.UseOtherMirror(archive.repository().toString()),
          e);
    }
  }
}
