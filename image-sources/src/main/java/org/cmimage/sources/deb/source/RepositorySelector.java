package org.cmimage.sources.deb.source;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.catalog.Keyrings;
import org.cmimage.core.catalog.ReleaseRules;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.catalog.Trust;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.Architecture;
import org.cmimage.sources.location.VfsLocation;

/**
 * Selects the repositories of a distribution: those of a sources file if the user gives one, else
 * the head node's own mirrors if they serve the same vendor, else the catalog's. Thread-safe.
 */
public final class RepositorySelector {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_REPOSITORIES = 200;
  private static final Set<String> SCHEMES = ImmutableSet.of("http", "https", "file");

  private final SourceKeyrings keyrings;
  private final HeadNodeMirrors head;

  /**
   * Creates a selector.
   *
   * @param catalog the releases that a mirror of the head node may serve
   * @param keyrings the store of keys that sources files contain
   * @param head the head node's own sources
   */
  public RepositorySelector(DistributionCatalog catalog, Keyrings keyrings, HeadNode head) {
    this.keyrings = new SourceKeyrings(keyrings, head.aptDirectory());
    this.head = new HeadNodeMirrors(catalog, head);
  }

  /**
   * Returns the repositories for a distribution and an architecture.
   *
   * @param sources the locations that the user gives
   * @throws FaultException if a location cannot be read, or has nothing for the architecture
   */
  public RepositorySelection select(
      DistributionSpec distribution, Architecture architecture, PackageSources sources)
      throws IOException {
    Set<RepositorySelection.Located> repositories = new LinkedHashSet<>();
    List<String> notices = new ArrayList<>();
    if (sources.base().isEmpty()) {
      RepositorySelection lent = head.lend(distribution, architecture);
      repositories.addAll(lent.repositories());
      notices.addAll(lent.notices());
    }
    for (String location : Iterables.concat(sources.base(), sources.additional().locations())) {
      VfsLocation.requireReachable(location, sources.offline());
    }
    for (String location : sources.base()) {
      RepositorySelection base = at(distribution, architecture, location);
      repositories.addAll(base.repositories());
      notices.addAll(base.notices());
    }
    for (String location : sources.additional().locations()) {
      RepositorySelection beside = at(distribution, architecture, location);
      beside.repositories().forEach(repository -> repositories.add(repository.beside()));
      notices.addAll(beside.notices());
    }
    return new RepositorySelection(List.copyOf(repositories), notices);
  }

  private RepositorySelection at(
      DistributionSpec distribution, Architecture architecture, String location)
      throws IOException {
    Optional<Path> directory = VfsLocation.directory(location);
    List<Repository> known = distribution.repositories().getOrDefault(architecture, List.of());
    if (directory.isPresent()) {
      List<Repository> found =
          new DirectoryRepositories(directory.get(), known, architecture.debianName()).find();
      return new RepositorySelection(
          found.stream()
              .map(repository -> new RepositorySelection.Located(repository, location))
              .toList(),
          List.of());
    }
    return location.endsWith("/")
        ? new RemoteDirectory(location, known).find()
        : fromFile(distribution, architecture, location);
  }

  /** Returns whether packages can be fetched from a URI of a sources file. */
  static boolean isSupported(String uri) {
    int colon = uri.indexOf(':');
    return colon > 0 && SCHEMES.contains(uri.substring(0, colon).toLowerCase(Locale.ROOT));
  }

  /** Returns the notice for a plan about a source that requests that signatures are not checked. */
  static String trustedNotice(AptSource source) {
    return source.place()
        + " says trusted or allow-insecure; its signatures are checked all the same";
  }

  private RepositorySelection fromFile(
      DistributionSpec distribution, Architecture architecture, String location)
      throws IOException {
    String text = new String(VfsLocation.read(location, MAX_BYTES), StandardCharsets.UTF_8);
    String shown = VfsLocation.shown(location);
    YumSections.refuse(text, shown);
    Set<RepositorySelection.Located> repositories = new LinkedHashSet<>();
    List<String> notices = new ArrayList<>();
    for (AptSource source : AptSources.parse(text, shown)) {
      if (!source.serves(architecture.debianName())) {
        continue;
      }
      notices.addAll(notices(source));
      for (Repository repository : repositories(source, distribution, architecture, notices)) {
        repositories.add(new RepositorySelection.Located(repository, source.place()));
      }
      if (repositories.size() > MAX_REPOSITORIES) {
        throw SourceStanza.fault(shown, "it names more than " + MAX_REPOSITORIES + " repositories");
      }
    }
    if (repositories.isEmpty()) {
      throw SourceStanza.fault(
          shown, "it has no source of packages for " + architecture.debianName());
    }
    return new RepositorySelection(List.copyOf(repositories), notices);
  }

  private static List<String> notices(AptSource source) {
    List<String> notices = new ArrayList<>();
    if (source.trusted() && !source.uris().stream().allMatch(RepositorySelector::isOfThisMachine)) {
      notices.add(trustedNotice(source));
    }
    for (String field : source.unsupported()) {
      notices.add(source.place() + ": field " + field + " is not supported, and ignored");
    }
    return notices;
  }

  private List<Repository> repositories(
      AptSource source,
      DistributionSpec distribution,
      Architecture architecture,
      List<String> notices)
      throws IOException {
    List<Repository> known = distribution.repositories().getOrDefault(architecture, List.of());
    SourceKeyrings.Keys keys = keyrings.of(source, known);
    List<Repository> repositories = new ArrayList<>();
    for (String uri : source.uris()) {
      Optional<String> usable = usable(uri, source, architecture, notices);
      for (String suite : usable.isPresent() ? source.suites() : List.<String>of()) {
        if (repositories.size() > MAX_REPOSITORIES) {
          return repositories;
        }
        String name = expand(suite, architecture);
        repositories.add(
            new Repository(
                expand(usable.get(), architecture),
                name,
                source.components(),
                trust(source, usable.get(), keys),
                rules(source, name, known, keys),
                Optional.empty()));
      }
    }
    return repositories;
  }

  /**
   * Returns a URI from which packages can be fetched; empty if it is omitted with a notice, as by
   * apt.
   */
  private static Optional<String> usable(
      String uri, AptSource source, Architecture architecture, List<String> notices)
      throws IOException {
    if (uri.toLowerCase(Locale.ROOT).startsWith("cdrom:")) {
      notices.add(source.place() + ": a disc cannot be inserted here; left out: " + uri);
      return Optional.empty();
    }
    if (MirrorList.isOne(uri)) {
      Optional<String> best = MirrorList.best(uri, architecture.debianName());
      notices.add(
          best.map(mirror -> MirrorList.notice(source, uri, mirror))
              .orElse(source.place() + ": " + uri + " names no mirror that can be used; left out"));
      return best;
    }
    if (uri.toLowerCase(Locale.ROOT).startsWith("copy:")) {
      return Optional.of("file:" + uri.substring("copy:".length()));
    }
    if (!isSupported(uri)) {
      throw SourceStanza.fault(
          source.place(),
          "cannot fetch from \""
              + SourceStanza.abbreviate(uri)
              + "\"; expected http:, https:, file: or mirror+file:");
    }
    return Optional.of(uri);
  }

  /** Returns how a source is trusted; what comes over a network must be signed. */
  private static Trust trust(AptSource source, String uri, SourceKeyrings.Keys keys) {
    return source.trusted() && isLocal(uri)
        ? new Trust.Local(source.place() + " says trusted", List.of())
        : new Trust.Signed(keys.names());
  }

  private static boolean isOfThisMachine(String uri) {
    return isLocal(uri) || uri.regionMatches(true, 0, "copy:", 0, "copy:".length());
  }

  private static boolean isLocal(String uri) {
    return uri.regionMatches(true, 0, "file:", 0, "file:".length());
  }

  /** Returns the rules for a user's own sources, which are those of apt. */
  private static ReleaseRules rules(
      AptSource source, String suite, List<Repository> known, SourceKeyrings.Keys keys) {
    boolean habit =
        known.stream()
            .filter(r -> r.suite().equals(suite))
            .findFirst()
            .map(r -> r.rules().validUntil())
            .orElse(true);
    return new ReleaseRules(
        source.checkValidUntil().orElse(habit),
        source.limits().checkDate(),
        source.limits().future().orElse(ReleaseRules.DEFAULT.future()),
        false,
        source.limits().byHash(),
        keys.signers());
  }

  /** Expands apt's only variable, sources.list(5). */
  private static String expand(String text, Architecture architecture) {
    return text.replace("$(ARCH)", architecture.debianName());
  }
}
