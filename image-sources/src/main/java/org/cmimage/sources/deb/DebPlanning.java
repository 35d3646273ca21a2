package org.cmimage.sources.deb;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.core.LockedVersions;
import org.cmimage.core.catalog.DistributionSpec;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.survey.PackageSurvey;
import org.cmimage.core.survey.SurveyedName;
import org.cmimage.core.survey.SurveyedSuite;
import org.cmimage.core.survey.SurveyedTwin;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.sources.deb.applications.Application;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.installed.BaseNotices;
import org.cmimage.sources.deb.installed.InstalledPackage;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.pin.Pin;
import org.cmimage.sources.deb.pin.Preferences;
import org.cmimage.sources.deb.repository.Offered;
import org.cmimage.sources.deb.resolve.Resolution;
import org.cmimage.sources.deb.resolve.Resolver;
import org.cmimage.sources.deb.resolve.TransactionPlan;
import org.cmimage.sources.deb.resolve.TransactionRequest;
import org.cmimage.sources.deb.resolve.universe.LibraryClosure;
import org.cmimage.sources.deb.source.PreferenceFiles;
import org.cmimage.sources.deb.source.RepositorySelection;
import org.cmimage.sources.deb.source.RepositorySelection.Located;
import org.cmimage.sources.deb.source.RepositorySelector;
import org.cmimage.sources.deb.survey.OfferedNames;
import org.cmimage.sources.deb.survey.RepositorySurvey;
import org.cmimage.sources.deb.wanted.LockedLists;
import org.cmimage.sources.deb.wanted.PackagePatterns;
import org.cmimage.sources.deb.wanted.WantedPackage;
import org.cmimage.sources.download.Downloader;

/**
 * Resolves the Debian packages of the components of one plan. Reads the indices of the same
 * repositories once. Thread-safe; queries are answered one after another.
 */
final class DebPlanning implements PackageSystem {
  private final DebTools tools;
  private final RepositorySelector selector;
  private final DebProgramSource programs;
  private final Map<Offer, Read> read = new HashMap<>();
  private final Set<String> told = new HashSet<>();

  /** The repositories and settings that determine a resolver. */
  private record Offer(
      List<Repository> repositories,
      List<Repository> additional,
      List<String> excludedOfAdditional,
      String architecture,
      boolean offline,
      List<Pin> pins) {
    List<Repository> all() {
      return Stream.of(repositories, additional).flatMap(List::stream).toList();
    }
  }

  /** The result of reading repositories: the resolver, and what downloads its packages. */
  private record Read(
      Resolver resolver, List<PackageList> lists, Downloader downloader, Preferences preferences) {
    Read {
      lists = List.copyOf(lists);
    }
  }

  DebPlanning(DebTools tools, RepositorySelector selector, DebProgramSource programs) {
    this.programs = programs;
    this.tools = tools;
    this.selector = selector;
  }

  @Override
  public boolean supports(DistributionSpec distribution) {
    return distribution.packaging().equals("deb");
  }

  @Override
  public synchronized PackageInstallation plan(Query asked, StageProgress progress)
      throws IOException, InterruptedException {
    List<Pin> pins = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (String word : asked.packages()) {
      WantedPackage wanted = WantedPackage.parse(word);
      names.add(wanted.name());
      pins.addAll(wanted.pins());
    }
    Query query = asked.withPackages(List.copyOf(names));
    pins.addAll(PreferenceFiles.pins(query.sources(), query.distribution()));
    RepositorySelection selection =
        selector.select(query.distribution(), query.architecture(), query.sources());
    selection.notices().forEach(progress::warning);
    Architecture host = Architecture.ofThisMachine();
    if (host != query.architecture()) {
      programs.supply(query.sources(), host, query.architecture());
    }
    Offer offer =
        new Offer(
            repositories(selection, false),
            repositories(selection, true),
            query.sources().additional().excluded(),
            query.architecture().debianName(),
            query.sources().offline(),
            List.copyOf(pins));
    Read from = read(offer, progress);
    progress.activity("choosing packages");
    query =
        query.withExcluded(
            PackagePatterns.expand(query.excluded(), from.resolver().names(), "leave out"));
    from.resolver().requireKnown(query.packages(), leftOut(query));
    Chosen chosen = new Chosen(origins(selection), from.lists(), from.downloader());
    return query.lock().isPresent()
        ? locked(query, from, chosen, progress)
        : choose(query, from.resolver(), chosen, progress);
  }

  @Override
  public PackageSurvey survey(Query query, Architecture host, StageProgress progress)
      throws IOException, InterruptedException {
    progress.activity("reading package lists");
    RepositorySurvey image = survey(query, query.architecture());
    OfferedNames offered = OfferedNames.of(image.lists());
    List<SurveyedSuite> suites = new ArrayList<>(image.suites());
    List<SurveyedTwin> twins = new ArrayList<>();
    if (host != query.architecture()) {
      progress.activity("reading package lists for " + host);
      RepositorySurvey head = survey(query, host);
      suites.addAll(head.suites());
      OfferedNames natively = OfferedNames.of(head.lists());
      LibraryClosure closure = new LibraryClosure(head.lists(), host.debianName());
      for (String name : query.distribution().twins().packages()) {
        offered.twin(name, natively, closure).ifPresent(twins::add);
      }
    }
    List<SurveyedName> names = new ArrayList<>();
    for (String word : query.packages()) {
      names.add(offered.find(WantedPackage.parse(word).name()));
    }
    return new PackageSurvey(suites, names, twins);
  }

  private RepositorySurvey survey(Query query, Architecture architecture)
      throws IOException, InterruptedException {
    RepositorySelection selection =
        selector.select(query.distribution(), architecture, query.sources());
    Downloader downloader = tools.downloader(query.sources().offline(), selection.plain());
    return RepositorySurvey.of(
        selection.repositories(),
        architecture,
        repository -> tools.read(downloader, List.of(repository), architecture.debianName()));
  }

  private PackageInstallation choose(
      Query query, Resolver resolver, Chosen chosen, StageProgress progress) throws IOException {
    return query.kind() == ComponentKind.CM_SHARED
        ? applications(query, resolver, chosen, progress)
        : system(query, resolver, chosen, progress);
  }

  /** Resolves a query to the versions of a lock file. */
  private PackageInstallation locked(Query query, Read from, Chosen chosen, StageProgress progress)
      throws IOException {
    LockedVersions lock = query.lock().orElseThrow();
    LockedLists only = LockedLists.of(lock, from.lists(), query.kind());
    progress.noted("versions: those in " + lock.file());
    PackageInstallation installation;
    try {
      Resolver resolver =
          new Resolver(only.lists(), query.architecture().debianName(), from.preferences());
      resolver.requireKnown(query.packages(), List.of());
      installation = choose(query, resolver, chosen, progress);
    } catch (FaultException e) {
      throw only.explained(e);
    }
    only.requireAll(installation.versions());
    List<String> unused = only.unused(installation.versions());
    if (!unused.isEmpty()) {
      progress.warning(
          lock.file() + " has packages that are not needed now: " + String.join(", ", unused));
    }
    return installation;
  }

  /**
   * Returns the packages that the user excludes; those that a distribution excludes need not exist
   * in each of its releases.
   */
  private static List<String> leftOut(Query query) {
    List<String> usual = query.distribution().excluded().getOrDefault(query.kind(), List.of());
    return query.excluded().stream().filter(name -> !usual.contains(name)).toList();
  }

  private static List<Repository> repositories(RepositorySelection selection, boolean additional) {
    return selection.repositories().stream()
        .filter(located -> located.additional() == additional)
        .map(Located::repository)
        .toList();
  }

  private Read read(Offer offer, StageProgress progress) throws IOException, InterruptedException {
    Read known = read.get(offer);
    if (known != null) {
      return known;
    }
    progress.activity("reading package lists");
    tools.access().notices(offer.all()).forEach(progress::warning);
    Downloader downloader = tools.downloader(offer.offline(), offer.all());
    Offered offered = tools.read(downloader, offer.repositories(), offer.architecture());
    offered.notices().forEach(progress::warning);
    List<PackageList> lists = new ArrayList<>(offered.lists());
    if (!offer.additional().isEmpty()) {
      Offered beside = tools.read(downloader, offer.additional(), offer.architecture());
      beside.notices().forEach(progress::warning);
      lists.addAll(PackagePatterns.without(beside.lists(), offer.excludedOfAdditional()));
    }
    Preferences preferences = new Preferences(offer.pins(), offer.architecture());
    Resolver resolver = new Resolver(lists, offer.architecture(), preferences);
    Read now = new Read(resolver, lists, downloader, preferences);
    read.put(offer, now);
    return now;
  }

  private PackageInstallation system(
      Query query, Resolver resolver, Chosen chosen, StageProgress progress) throws IOException {
    if (query.base().isPresent()) {
      return transaction(query, query.base().get(), resolver, chosen, progress);
    }
    Resolution resolution =
        resolver.resolve(
            query.packages(),
            ImmutableSet.copyOf(query.priorities()),
            ImmutableSet.copyOf(query.excluded()));
    resolution.warnings().forEach(progress::warning);
    return new DebInstallation(
        query, chosen, resolution.packages(), tools, new DebTwins(tools, selector, query));
  }

  private PackageInstallation transaction(
      Query query, Base base, Resolver resolver, Chosen chosen, StageProgress progress)
      throws IOException {
    InstalledPackages installed =
        InstalledPackages.read(base.tree(), query.architecture().debianName());
    if (!query.priorities().isEmpty()) {
      // The tree was made by others, and becomes an image.
      new BaseNotices(installed, base.tree())
          .all().stream().filter(told::add).forEach(progress::warning);
    }
    TransactionPlan plan =
        resolver.transaction(
            installed,
            new TransactionRequest(
                query.packages(),
                base.removed(),
                base.updates(),
                ImmutableSet.copyOf(query.priorities()),
                ImmutableSet.copyOf(query.excluded())));
    plan.warnings().forEach(progress::warning);
    if (!query.priorities().isEmpty()) {
      removed(plan).stream().filter(told::add).forEach(progress::warning);
      secondKernel(query, installed).filter(told::add).ifPresent(progress::warning);
    }
    return new DebTransaction(
        query,
        chosen,
        new DebTransaction.Decided(installed, plan),
        tools,
        new DebTwins(tools, selector, query));
  }

  /** Returns which packages a base loses, a sentence each. */
  private static List<String> removed(TransactionPlan plan) {
    return plan.changes().stream()
        .filter(change -> change.kind() == TransactionPlan.Kind.REMOVE)
        .map(change -> change.before().orElseThrow() + " of the base is removed: " + change.cause())
        .toList();
  }

  /** Returns what becomes of the kernel of a base that gets another one. */
  private static Optional<String> secondKernel(Query query, InstalledPackages installed) {
    List<String> present =
        installed.all().stream()
            .filter(each -> each.state().isUnpacked())
            .map(InstalledPackage::name)
            .filter(name -> name.matches("linux-image-[^0-9].*"))
            .sorted()
            .toList();
    Optional<String> wanted =
        query.packages().stream().filter(name -> name.startsWith("linux-image-")).findFirst();
    return present.isEmpty() || wanted.filter(name -> !present.contains(name)).isEmpty()
        ? Optional.empty()
        : Optional.of(
            """
            the base has kernel %1$s; nodes boot %2$s, which is installed beside it; \
            to have the base's alone: --kernel %1$s"""
                .formatted(present.get(0), wanted.get()));
  }

  /**
   * Resolves each application separately, because two that conflict can still be installed side by
   * side. An application brings what it needs beyond the packages of its nodes' image, if that is
   * given, else beyond those of a software image without requested packages: every node has those.
   */
  private PackageInstallation applications(
      Query query, Resolver resolver, Chosen chosen, StageProgress progress) throws IOException {
    DistributionSpec distribution = query.distribution();
    ComponentKind image = ComponentKind.SOFTWARE_IMAGE;
    Set<String> priorities =
        ImmutableSet.copyOf(distribution.priorities().getOrDefault(image, List.of()));
    // Images lack what their distribution leaves out of them; an application may be made of it.
    Set<String> excluded = new HashSet<>(distribution.excluded().getOrDefault(image, List.of()));
    query.packages().forEach(excluded::remove);
    excluded.addAll(query.excluded());
    Set<String> onEveryNode = new HashSet<>();
    for (BinaryPackage binary : resolver.resolve(List.of(), priorities, excluded).packages()) {
      onEveryNode.add(binary.name());
    }
    Optional<InstalledPackages> nodes = Optional.empty();
    if (query.base().isPresent()) {
      nodes =
          Optional.of(
              InstalledPackages.read(query.base().get().tree(), query.architecture().debianName()));
    }
    ImmutableListMultimap.Builder<Application, BinaryPackage> parts =
        ImmutableListMultimap.builder();
    Set<String> warnings = new LinkedHashSet<>();
    for (String name : query.packages()) {
      if (!excluded.contains(name)) {
        Resolution resolution = resolver.resolve(List.of(name), priorities, excluded);
        BinaryPackage main = named(name, resolution);
        Application application = Application.of(main);
        Resolution brought =
            nodes.isPresent() ? resolver.beside(nodes.get(), name, excluded) : resolution;
        warnings.addAll(brought.warnings());
        for (BinaryPackage binary : brought.packages()) {
          boolean isThere = nodes.isEmpty() && onEveryNode.contains(binary.name());
          if (binary.equals(main) || !isThere) {
            parts.put(application, binary);
          }
        }
        if (!brought.packages().contains(main)) {
          parts.put(application, main); // nodes have it, but it was requested
        }
      }
    }
    warnings.forEach(progress::warning);
    return new DebApplications(query, chosen, parts.build(), tools);
  }

  private static BinaryPackage named(String name, Resolution resolution) throws FaultException {
    return resolution.packages().stream()
        .filter(binary -> binary.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new FaultException(
                    ErrorCode.PACKAGE_UNKNOWN,
                    "cannot make an application of package " + name,
                    "virtual package; name a real one",
                    new Remedy.ExcludePackages(List.of(name))));
  }

  private static List<String> origins(RepositorySelection selection) {
    return selection.repositories().stream().map(Located::text).toList();
  }
}
