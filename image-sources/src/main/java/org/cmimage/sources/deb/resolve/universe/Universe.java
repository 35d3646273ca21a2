package org.cmimage.sources.deb.resolve.universe;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.PackageList;
import org.cmimage.sources.deb.control.Provenance;
import org.cmimage.sources.deb.control.Provenance.Automatic;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.pin.Preferences;

/** All packages that can be chosen, by real and by virtual name. Deterministic. Thread-safe. */
public final class Universe {
  private static final List<String> PRIORITIES =
      List.of("", "required", "important", "standard", "optional", "extra");

  /** As apt ranks: essential packages first, then by priority. */
  private static final Comparator<BinaryPackage> RANK =
      Comparator.<BinaryPackage, Boolean>comparing(binary -> !binary.traits().essential())
          .thenComparing(Universe::priority);

  /** By rank, and equal ones in a fixed order. */
  private static final Comparator<Provider> ORDER =
      Comparator.comparing(Provider::binary, RANK)
          .thenComparing(p -> p.binary().name(), Comparator.reverseOrder())
          .thenComparing(p -> p.binary().version(), Comparator.reverseOrder());

  /** A package that provides a virtual one, in a version if it declares one. */
  private record Provider(BinaryPackage binary, Optional<DebVersion> version) {
    boolean satisfies(Relation relation) {
      boolean bound =
          relation.bound().isEmpty() || version.isPresent() && relation.admits(version.get());
      return bound
          && (!relation.qualifier().equals(Optional.of("any")) || binary.isMultiArchAllowed());
    }
  }

  /** A version, and the lists of packages that contain it. */
  private record Offer(BinaryPackage binary, List<Provenance> lists) {}

  /** A version that may be installed. */
  private record Ranked(BinaryPackage binary, int priority) {}

  /**
   * An update that is only offered to some systems comes behind the versions that all may have:
   * nodes of one cluster would have to agree, and Ubuntu stops a faulty one at 0 %.
   */
  private static final Comparator<Ranked> PREFERRED =
      Comparator.comparingInt(Ranked::priority)
          .thenComparing(ranked -> !ranked.binary().traits().isPhased())
          .thenComparing(ranked -> ranked.binary().version())
          .reversed();

  /** The priority that apt_preferences(5) gives to the installed version. */
  private static final int INSTALLED = 100;

  /** The priority from which an installed version is replaced by an older one. */
  private static final int DOWNGRADES = 1000;

  private final String architecture;
  private final Map<String, BinaryPackage> installed = new HashMap<>();
  private final Set<BinaryPackage> onRequest = new HashSet<>();

  /** Those in components other than main alone, such as Ubuntu's universe. */
  private final Set<BinaryPackage> besideMain = new HashSet<>();

  private final Map<BinaryPackage, Integer> unusual = new HashMap<>();
  private final Map<String, List<String>> ruledOut = new HashMap<>();
  private final Map<String, List<BinaryPackage>> real = new HashMap<>();
  private final Map<String, List<Provider>> virtual = new HashMap<>();
  private final FirstMentions mentions;

  /**
   * Creates the universe of all packages of all suites, except those that must not be installed.
   *
   * @param architecture of the system, as Debian names it
   * @param preferences the priorities of versions
   */
  public Universe(Collection<PackageList> lists, String architecture, Preferences preferences)
      throws FaultException {
    this.architecture = architecture;
    this.mentions = new FirstMentions(lists, architecture);
    Map<String, List<Offer>> offers = offers(lists, preferences);
    for (Map.Entry<String, List<Offer>> entry : offers.entrySet()) {
      List<BinaryPackage> versions = ordered(entry.getValue(), preferences);
      if (!versions.isEmpty()) {
        real.put(entry.getKey(), versions);
      }
      for (BinaryPackage binary : versions) {
        addProvided(binary);
      }
    }
    virtual.values().forEach(providers -> providers.sort(ORDER));
  }

  /**
   * Creates the universe of these packages and those of a system. An installed version is kept
   * rather than exchanged for an older one, as by apt, unless a preference of 1000 or more requires
   * it.
   *
   * @param present the installed packages, as in the system's own database
   */
  public Universe(Universe offered, Collection<BinaryPackage> present) throws FaultException {
    this.architecture = offered.architecture;
    this.mentions = offered.mentions;
    this.onRequest.addAll(offered.onRequest);
    this.besideMain.addAll(offered.besideMain);
    this.unusual.putAll(offered.unusual);
    this.ruledOut.putAll(offered.ruledOut);
    this.real.putAll(offered.real);
    offered.virtual.forEach((name, providers) -> virtual.put(name, new ArrayList<>(providers)));
    for (BinaryPackage binary : present) {
      addInstalled(binary);
    }
    virtual.values().forEach(providers -> providers.sort(ORDER));
  }

  /**
   * Adds an installed package; one that was rebuilt with the same version counts as the system has
   * it.
   */
  private void addInstalled(BinaryPackage binary) throws FaultException {
    List<BinaryPackage> versions = new ArrayList<>(versions(binary.name()));
    Optional<BinaryPackage> same =
        versions.stream().filter(v -> v.version().compareTo(binary.version()) == 0).findFirst();
    BinaryPackage its = binary;
    if (same.isPresent() && same.get().relations().hasSameNeeds(binary.relations())) {
      its = same.get();
    } else {
      if (same.isPresent()) {
        versions.remove(same.get());
        removeProvided(same.get());
      }
      versions.add(binary);
      addProvided(binary);
    }
    installed.put(its.name(), its);
    BinaryPackage candidate = candidate(its, versions);
    versions.remove(candidate);
    versions.add(0, candidate);
    real.put(its.name(), versions);
  }

  /** Chooses the candidate, as apt's pkgPolicy::GetCandidateVer does. */
  private BinaryPackage candidate(BinaryPackage present, List<BinaryPackage> versions) {
    BinaryPackage best = present;
    int most = 0;
    for (BinaryPackage binary :
        versions.stream()
            .sorted(Comparator.comparing(BinaryPackage::version).reversed())
            .toList()) {
      int priority = unusual.getOrDefault(binary, Preferences.USUAL);
      boolean phased = binary.traits().isPhased() && priority == Preferences.USUAL;
      if (binary.equals(present)) {
        boolean isOffered = !binary.archive().sha256().isEmpty();
        priority = isOffered ? Math.max(priority, INSTALLED) : INSTALLED;
      }
      boolean older = binary.version().compareTo(present.version()) < 0;
      if (priority > most && !phased && (!older || priority >= DOWNGRADES)) {
        best = binary;
        most = priority;
      }
    }
    return best;
  }

  /**
   * Returns the versions of each package; one that several lists have is taken from the list with
   * the highest priority, or the first.
   */
  private static Map<String, List<Offer>> offers(
      Collection<PackageList> lists, Preferences preferences) {
    Map<String, List<Offer>> offers = new HashMap<>();
    List<PackageList> best = new ArrayList<>(lists);
    best.sort(
        Comparator.comparingInt((PackageList list) -> preferences.priority(list.provenance()))
            .reversed());
    for (PackageList list : best) {
      for (BinaryPackage binary : list.packages()) {
        List<Offer> known = offers.computeIfAbsent(binary.name(), name -> new ArrayList<>(1));
        Optional<Offer> same =
            known.stream()
                .filter(offer -> offer.binary.version().compareTo(binary.version()) == 0)
                .findFirst();
        if (same.isPresent()) {
          same.get().lists.add(list.provenance());
        } else {
          known.add(new Offer(binary, new ArrayList<>(List.of(list.provenance()))));
        }
      }
    }
    return offers;
  }

  /** Returns the versions that may be installed, the preferred one first. */
  private List<BinaryPackage> ordered(List<Offer> offers, Preferences preferences) {
    List<Ranked> ranked = new ArrayList<>(offers.size());
    for (Offer offer : offers) {
      int priority = preferences.priority(offer.binary, offer.lists);
      if (priority > 0) {
        ranked.add(new Ranked(offer.binary, priority));
        if (priority != Preferences.USUAL) {
          unusual.put(offer.binary, priority);
        }
      } else {
        ruledOut
            .computeIfAbsent(offer.binary.name(), name -> new ArrayList<>())
            .add(offer.binary.version().toString());
      }
      if (priority < Preferences.USUAL
          && offer.lists.stream().allMatch(list -> list.automatic() != Automatic.YES)) {
        onRequest.add(offer.binary);
      }
      if (offer.lists.stream().noneMatch(Universe::isMain)) {
        besideMain.add(offer.binary);
      }
    }
    ranked.sort(PREFERRED);
    return ranked.stream().map(Ranked::binary).toList();
  }

  /** Returns whether a list is of component main, or of a repository without components. */
  private static boolean isMain(Provenance list) {
    String component = list.place().component();
    return component.isEmpty() || component.equals("main") || component.endsWith("/main");
  }

  private void addProvided(BinaryPackage binary) throws FaultException {
    for (Dependency provided : binary.provides()) {
      Relation relation = provided.alternatives().get(0);
      virtual
          .computeIfAbsent(relation.name(), name -> new ArrayList<>(2))
          .add(new Provider(binary, relation.bound().map(Relation.Bound::version)));
    }
  }

  private void removeProvided(BinaryPackage binary) throws FaultException {
    for (Dependency provided : binary.provides()) {
      virtual
          .getOrDefault(provided.alternatives().get(0).name(), List.of())
          .removeIf(provider -> provider.binary().equals(binary));
    }
  }

  /**
   * Returns the rank of a package's priority as apt orders it: one without a priority comes first,
   * one with an unknown priority last.
   */
  private static int priority(BinaryPackage binary) {
    int rank = PRIORITIES.indexOf(binary.traits().priority());
    return rank < 0 ? PRIORITIES.size() - 1 : rank;
  }

  String architecture() {
    return architecture;
  }

  /** Returns the names of all real packages. */
  public Set<String> names() {
    return real.keySet();
  }

  /** Returns the packages of the system, by name; empty if there is no system yet. */
  public Map<String, BinaryPackage> installed() {
    return installed;
  }

  /** Returns the version of a package that is in the system; empty for none. */
  public Optional<BinaryPackage> installed(String name) {
    return Optional.ofNullable(installed.get(name));
  }

  /** Returns whether this version is in the system. */
  public boolean isInstalled(BinaryPackage binary) {
    return binary.equals(installed.get(binary.name()));
  }

  /**
   * Returns all versions of a package, the preferred one first; empty if there is no such package.
   */
  public List<BinaryPackage> versions(String name) {
    return real.getOrDefault(name, List.of());
  }

  /** Returns the version that apt would choose: the first; empty if there is no such package. */
  public Optional<BinaryPackage> candidate(String name) {
    return versions(name).stream().findFirst();
  }

  /**
   * Returns whether a version may belong to a base system for its priority: it is in component
   * main, as debootstrap has it, and not only in repositories that are not automatic.
   */
  public boolean isOfBase(BinaryPackage binary) {
    return !onRequest.contains(binary) && !besideMain.contains(binary);
  }

  /** Returns the version that would be preferred if it were offered to all systems. */
  public Optional<BinaryPackage> phasedUpdate(BinaryPackage binary) {
    return versions(binary.name()).stream()
        .filter(other -> other.traits().isPhased())
        .filter(other -> other.version().compareTo(binary.version()) > 0)
        .findFirst();
  }

  /** Returns the versions of a package that must not be installed. */
  List<String> ruledOut(String name) {
    return ruledOut.getOrDefault(name, List.of());
  }

  /** Returns whether this is the version that apt would choose. */
  public boolean isCandidate(BinaryPackage binary) {
    return binary.equals(versions(binary.name()).get(0));
  }

  /**
   * Returns all packages that satisfy a relation: the real package of that name, then those that
   * provide it, the better ones first.
   */
  public List<BinaryPackage> satisfying(Relation relation) {
    List<BinaryPackage> found = new ArrayList<>();
    if (!reachable(relation)) {
      return found;
    }
    boolean any = relation.qualifier().equals(Optional.of("any"));
    for (BinaryPackage binary : versions(relation.name())) {
      if (relation.admits(binary.version()) && (!any || binary.isMultiArchAllowed())) {
        found.add(binary);
      }
    }
    for (Provider provider : virtual.getOrDefault(relation.name(), List.of())) {
      if (provider.satisfies(relation) && !found.contains(provider.binary())) {
        found.add(provider.binary());
      }
    }
    return found;
  }

  /**
   * Returns the package that apt would choose among some that satisfy a relation, in the order of
   * {@link #satisfying}: of equally good providers, the one whose name apt read last.
   */
  BinaryPackage preferred(List<BinaryPackage> some, Relation relation) {
    BinaryPackage first = some.get(0);
    if (some.size() == 1 || first.name().equals(relation.name())) {
      return first;
    }
    return some.stream()
        .takeWhile(binary -> RANK.compare(first, binary) == 0)
        .max((one, other) -> mentions.compare(one.name(), other.name()))
        .orElseThrow();
  }

  /** Returns them all in apt's order of preference. */
  public List<BinaryPackage> byPreference(List<BinaryPackage> some, Relation relation) {
    List<BinaryPackage> sorted = new ArrayList<>();
    List<BinaryPackage> providers = new ArrayList<>();
    for (BinaryPackage binary : some) {
      (binary.name().equals(relation.name()) ? sorted : providers).add(binary);
    }
    if (providers.size() > 1) {
      providers.sort(
          RANK.thenComparing((one, other) -> mentions.compare(other.name(), one.name())));
    }
    sorted.addAll(providers);
    return sorted;
  }

  /**
   * Returns whether a relation can be satisfied; there are packages of one architecture only, so a
   * relation to another one cannot.
   */
  private boolean reachable(Relation relation) {
    String qualifier = relation.qualifier().orElse("native");
    return qualifier.equals("any") || qualifier.equals("native") || qualifier.equals(architecture);
  }
}
