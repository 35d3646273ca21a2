package org.cmimage.sources.deb;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.catalog.Twins;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.Architecture;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.resolve.universe.LibraryClosure;
import org.cmimage.sources.deb.source.RepositorySelector;
import org.cmimage.sources.deb.twins.ArchitecturePair;
import org.cmimage.sources.deb.twins.ExtensionModules;
import org.cmimage.sources.deb.twins.TwinTree;
import org.cmimage.sources.download.Downloader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The source of the native twins of an installation's programs. Thread-safe. */
final class DebTwins {
  private static final Logger LOG = LoggerFactory.getLogger(DebTwins.class);

  private final DebTools tools;
  private final RepositorySelector selector;
  private final PackageSystem.Query query;

  /**
   * Creates a source.
   *
   * @param query the query that the installation answers
   */
  DebTwins(DebTools tools, RepositorySelector selector, PackageSystem.Query query) {
    this.tools = tools;
    this.selector = selector;
    this.query = query;
  }

  /** Returns the tree of twins for those packages that the distribution allows; empty for none. */
  Optional<Path> of(Collection<BinaryPackage> installed, Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    Optional<Chosen> chosen = choose(installed, host, progress);
    return chosen.isPresent() ? Optional.of(make(chosen.get(), host, progress)) : Optional.empty();
  }

  /**
   * Fetches the packages that twins are made of; a failure is a warning, because images can be made
   * without twins.
   */
  void fetch(Collection<BinaryPackage> installed, Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    Optional<Chosen> chosen = Optional.empty();
    try {
      chosen = choose(installed, host, progress);
    } catch (FaultException e) {
      progress.warning("no native programs for " + host + ": " + e.getMessage());
    }
    if (chosen.isPresent()) {
      DebTools.fetch(chosen.get().downloader(), chosen.get().all(), progress);
    }
  }

  /** The packages that twins are made of, their programs, and the downloader for them. */
  private record Chosen(
      Downloader downloader,
      Map<BinaryPackage, TwinTree.Programs> programs,
      List<BinaryPackage> all) {}

  private Optional<Chosen> choose(
      Collection<BinaryPackage> installed, Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    Twins twins = query.distribution().twins();
    List<BinaryPackage> allowed =
        installed.stream().filter(binary -> twins.packages().contains(binary.name())).toList();
    if (allowed.isEmpty()) {
      return Optional.empty();
    }
    progress.activity("reading package lists for " + host);
    Offer offer = offer(host, progress);
    LibraryClosure closure = closure(offer, installed, host, progress);
    Map<BinaryPackage, TwinTree.Programs> programs =
        programs(allowed, installed, closure, progress);
    return Optional.of(new Chosen(offer.downloader(), programs, closure.of(programs.keySet())));
  }

  /**
   * Returns the packages for the head node, with those of the publication that the image's are from
   * where mirrors of the two architectures are not of the same one.
   */
  private LibraryClosure closure(
      Offer offer, Collection<BinaryPackage> installed, Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    LibraryClosure newest = new LibraryClosure(offer.lists(), host.debianName());
    List<BinaryPackage> skewed = new ArrayList<>();
    for (BinaryPackage binary : installed) {
      if (isSkewed(binary, newest)) {
        skewed.add(binary);
      }
    }
    if (skewed.isEmpty()) {
      return newest;
    }
    List<PackageList> lists = new ArrayList<>(offer.lists());
    lists.addAll(earlier(skewed, offer, host));
    LibraryClosure all = new LibraryClosure(lists, host.debianName());
    for (BinaryPackage binary : skewed) {
      if (isSkewed(binary, all)) {
        progress.warning(
            "%s is emulated: the mirror of %s has other versions of it".formatted(binary, host));
      } else {
        progress.noted(
            "the native twin of %s is of an earlier index of the mirror of %s"
                .formatted(binary, host));
      }
    }
    return all;
  }

  /** Returns those of the packages that an earlier index has, and that can still be fetched. */
  private List<PackageList> earlier(List<BinaryPackage> skewed, Offer offer, Architecture host)
      throws IOException, InterruptedException {
    List<PackageList> lists =
        tools
            .reader(offer.downloader())
            .readAsOf(
                repositories(query.architecture(), query.sources()),
                offer.repositories(),
                host.debianName());
    LibraryClosure earlier = new LibraryClosure(lists, host.debianName());
    List<BinaryPackage> kept = new ArrayList<>();
    for (BinaryPackage binary : skewed) {
      Optional<BinaryPackage> twin = earlier.find(binary.name(), binary.version());
      if (twin.isPresent()) {
        try {
          offer.downloader().fetch(DebTools.download(twin.get()), received -> {});
          kept.add(twin.get());
        } catch (FaultException e) {
          LOG.debug("no longer there: {}", e.getMessage());
        }
      }
    }
    return kept.isEmpty() ? List.of() : List.of(new PackageList(lists.get(0).provenance(), kept));
  }

  /** Returns whether a package that twins are made of has other versions for the head node. */
  private boolean isSkewed(BinaryPackage binary, LibraryClosure offered) throws FaultException {
    boolean needed = query.distribution().twins().packages().contains(binary.name());
    for (ExtensionModules modules : ExtensionModules.values()) {
      needed |= modules.standAlone() && modules.areIn(binary);
    }
    return needed
        && !binary.architecture().equals("all")
        && offered.has(binary.name())
        && offered.find(binary.name(), binary.version()).isEmpty();
  }

  private Path make(Chosen chosen, Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    Map<BinaryPackage, TwinTree.Programs> programs = chosen.programs();
    List<BinaryPackage> all = chosen.all();
    ArchitecturePair pair = new ArchitecturePair(host, query.architecture());
    return TwinTree.make(
        tools.cache().directory().resolve("twins").resolve(digest(pair, programs, all)),
        pair,
        query.distribution().twins(),
        tools.decompressor(),
        tree ->
            new FetchAndUnpack(chosen.downloader(), progress, all)
                .run(
                    (archive, order) ->
                        tree.add(
                            archive,
                            programs.getOrDefault(all.get(order), TwinTree.Programs.NONE))));
  }

  /** The packages for the head node, and the downloader for them. */
  private record Offer(
      Downloader downloader, List<Repository> repositories, List<PackageList> lists) {
    boolean isFor(Architecture host) {
      return lists.stream()
          .flatMap(list -> list.packages().stream())
          .anyMatch(binary -> binary.architecture().equals(host.debianName()));
    }
  }

  /**
   * Reads the packages that the image's repositories have for the head node. A medium or directory
   * usually has one architecture; then the distribution's own repositories, which have the same
   * packages, are used.
   */
  private Offer offer(Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    PackageSources sources = query.sources();
    if (sources.base().isEmpty()) {
      return offer(host, sources);
    }
    String reason = "the given repositories have no packages for " + host;
    try {
      Offer own = offer(host, sources);
      if (own.isFor(host)) {
        return own;
      }
    } catch (FaultException e) {
      reason = e.getMessage();
    }
    progress.log("native twins are taken from the distribution: " + reason);
    try {
      return offer(host, sources.withBase(List.of()));
    } catch (FaultException e) {
      if (!sources.offline()) {
        throw e;
      }
      throw new FaultException(
          e.code(),
          "there are no packages for " + host + " in the given repositories",
          "one more --source that has them, as the head node's own medium, makes this faster",
          e.remedy(),
          e);
    }
  }

  private Offer offer(Architecture host, PackageSources sources)
      throws IOException, InterruptedException {
    List<Repository> repositories = repositories(host, sources);
    Downloader downloader = tools.downloader(sources.offline(), repositories);
    return new Offer(
        downloader, repositories, tools.read(downloader, repositories, host.debianName()).lists());
  }

  private List<Repository> repositories(Architecture architecture, PackageSources sources)
      throws IOException {
    return selector.select(query.distribution(), architecture, sources).plain();
  }

  /** Returns the programs needed of each package for the head node. */
  private Map<BinaryPackage, TwinTree.Programs> programs(
      List<BinaryPackage> allowed,
      Collection<BinaryPackage> installed,
      LibraryClosure closure,
      StageProgress progress)
      throws FaultException {
    Map<BinaryPackage, TwinTree.Programs> wanted = new LinkedHashMap<>();
    Set<ExtensionModules> unloadable = addModules(wanted, installed, closure, progress);
    for (BinaryPackage binary : allowed) {
      if (unloadable.stream().anyMatch(modules -> modules.areLoadedBy(binary))) {
        continue;
      }
      Optional<BinaryPackage> twin = closure.find(binary.name(), binary.version());
      if (twin.isPresent()) {
        wanted.put(
            twin.get(),
            twin.get().version().equals(binary.version())
                ? TwinTree.Programs.DATED
                : TwinTree.Programs.UNDATED);
      } else if (!binary.architecture().equals("all")) {
        progress.log("no native twin of " + binary + " is offered");
      }
    }
    return wanted;
  }

  /** Adds the extension modules for native interpreters; returns those that they cannot load. */
  private static Set<ExtensionModules> addModules(
      Map<BinaryPackage, TwinTree.Programs> wanted,
      Collection<BinaryPackage> installed,
      LibraryClosure closure,
      StageProgress progress)
      throws FaultException {
    Set<ExtensionModules> unloadable = EnumSet.noneOf(ExtensionModules.class);
    for (BinaryPackage binary : installed) {
      for (ExtensionModules modules : ExtensionModules.values()) {
        if (modules.areIn(binary)) {
          Optional<BinaryPackage> twin =
              modules.standAlone()
                  ? closure.find(binary.name(), binary.version())
                  : Optional.empty();
          twin.ifPresent(found -> wanted.put(found, TwinTree.Programs.NONE));
          if (twin.isEmpty() && unloadable.add(modules)) {
            progress.log(modules + " is emulated, for it has to load modules of " + binary);
          }
        }
      }
    }
    return unloadable;
  }

  private String digest(
      ArchitecturePair pair,
      Map<BinaryPackage, TwinTree.Programs> programs,
      List<BinaryPackage> all) {
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putString(TwinTree.FORM + "\n" + pair + "\n", StandardCharsets.UTF_8);
    Twins twins = query.distribution().twins();
    hasher.putString(
        twins.never().keySet() + "\n" + twins.retargeted() + "\n" + twins.uses() + "\n",
        StandardCharsets.UTF_8);
    all.stream()
        .map(
            binary ->
                binary.archive().sha256()
                    + programs.getOrDefault(binary, TwinTree.Programs.NONE)
                    + "\n")
        .sorted()
        .forEach(line -> hasher.putString(line, StandardCharsets.UTF_8));
    return hasher.hash().toString().substring(0, 32);
  }
}
