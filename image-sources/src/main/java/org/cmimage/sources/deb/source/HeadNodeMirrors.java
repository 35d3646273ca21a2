package org.cmimage.sources.deb.source;

import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.Architecture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces the mirrors of the catalog by the head node's own.
 *
 * <p>The suite of a source of the head node identifies the archive that it mirrors: if the catalog
 * has the suite at some URI, for an architecture that the source serves, the source is a mirror of
 * that URI, and it is used for all releases with packages there. So a Debian 12 head node provides
 * its mirror for debian13, but not its x86_64 mirror of Ubuntu for images of aarch64, which are in
 * another archive; and a release whose URI an administrator changed keeps it.
 */
final class HeadNodeMirrors {
  private static final Logger LOG = LoggerFactory.getLogger(HeadNodeMirrors.class);
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_FILES = 200;
  private static final String CATALOG = "the catalog";

  private final DistributionCatalog catalog;
  private final HeadNode head;

  HeadNodeMirrors(DistributionCatalog catalog, HeadNode head) {
    this.catalog = catalog;
    this.head = head;
  }

  /** Returns the catalog's repositories, at the head node's mirrors where it has such. */
  RepositorySelection lend(DistributionSpec distribution, Architecture architecture)
      throws IOException {
    List<String> notices = new ArrayList<>();
    Map<String, Mirror> mirrors = mirrors(distribution.distribution().vendor(), sources(notices));
    List<RepositorySelection.Located> repositories = new ArrayList<>();
    Set<String> told = new TreeSet<>();
    for (Repository own : distribution.repositories().getOrDefault(architecture, List.of())) {
      Mirror mirror = mirrors.get(own.uri());
      if (mirror == null) {
        repositories.add(new RepositorySelection.Located(own, CATALOG));
        continue;
      }
      AptSource source = mirror.source();
      boolean checkValidUntil = source.checkValidUntil().orElse(own.rules().validUntil());
      Repository lent =
          new Repository(
              mirror.uri(), own.suite(), own.components(), own.keyrings(), checkValidUntil);
      repositories.add(new RepositorySelection.Located(lent, source.place()));
      if (source.trusted() && told.add(source.place())) {
        notices.add(RepositorySelector.trustedNotice(source));
      }
    }
    return new RepositorySelection(repositories, notices);
  }

  /** Returns the head node's mirror of each of the catalog's URIs for which it has one. */
  private Map<String, Mirror> mirrors(String vendor, List<AptSource> sources) throws IOException {
    Map<String, Mirror> mirrors = new LinkedHashMap<>();
    if (sources.isEmpty()) {
      return mirrors;
    }
    List<DistributionSpec> releases = catalog.ofVendor(vendor);
    for (AptSource source : sources) {
      Optional<String> uri = usable(source);
      if (uri.isEmpty()) {
        continue;
      }
      for (DistributionSpec release : releases) {
        for (Repository repository : served(release, source)) {
          if (mirrors.putIfAbsent(repository.uri(), new Mirror(uri.get(), source)) == null) {
            LOG.debug("{} mirrors {}", source.place(), repository.uri());
          }
        }
      }
    }
    return mirrors;
  }

  /**
   * Returns the usable URI of a source; a list of mirrors that cannot be read provides none, as a
   * sources file that cannot be read.
   */
  private Optional<String> usable(AptSource source) throws IOException {
    try {
      return firstUsable(source);
    } catch (FaultException e) {
      LOG.debug("{} lends nothing: {}", source.place(), e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<String> firstUsable(AptSource source) throws IOException {
    for (String uri : source.uris()) {
      Optional<String> real =
          MirrorList.isOne(uri)
              ? MirrorList.best(uri, head.architecture().debianName())
              : Optional.of(uri);
      if (real.filter(u -> RepositorySelector.isSupported(u) && !u.contains("$(")).isPresent()) {
        return real;
      }
    }
    return Optional.empty();
  }

  /** Returns a release's repositories of which a source has a suite. */
  private List<Repository> served(DistributionSpec release, AptSource source) {
    Set<String> architectures =
        source.architectures().isEmpty()
            ? ImmutableSet.of(head.architecture().debianName())
            : source.architectures();
    List<Repository> served = new ArrayList<>();
    release
        .repositories()
        .forEach(
            (architecture, repositories) -> {
              if (architectures.contains(architecture.debianName())
                  && source.serves(architecture.debianName())) {
                repositories.stream()
                    .filter(r -> source.suites().contains(r.suite()))
                    .forEach(served::add);
              }
            });
    return served;
  }

  /**
   * Returns all sources in apt's order. A file that cannot be read provides none; apt on the head
   * node reports it.
   */
  private List<AptSource> sources(List<String> notices) throws IOException {
    List<AptSource> sources = new ArrayList<>();
    for (Path file : files()) {
      try {
        sources.addAll(AptSources.parse(text(file), file.toString()));
      } catch (FaultException e) {
        notices.add(e.getMessage() + "; the head node's mirrors in it are not used");
      }
    }
    return sources;
  }

  private List<Path> files() throws IOException {
    Set<Path> parts = new TreeSet<>();
    Path directory = head.aptDirectory().resolve("sources.list.d");
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "*.{list,sources}")) {
        for (Path file : stream) {
          parts.add(file);
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    List<Path> files = new ArrayList<>();
    files.add(head.aptDirectory().resolve("sources.list"));
    files.addAll(parts);
    return files.stream().filter(Files::isRegularFile).limit(MAX_FILES).toList();
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // The parser refuses a file with one byte more than allowed.
      return new String(in.readNBytes(MAX_BYTES + 1), StandardCharsets.UTF_8);
    }
  }

  /** A URI of the head node, and its source. */
  private record Mirror(String uri, AptSource source) {}
}
