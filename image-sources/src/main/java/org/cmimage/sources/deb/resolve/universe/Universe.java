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

/**
 * All packages there are to choose from, by real and by virtual name. Always answers alike.
 * Thread-safe.
 */
public final class Universe {
  private static final List<String> PRIORITIES =
      List.of("", "required", "important", "standard", "optional", "extra");

  /** Like apt: what the system needs anyway, then by priority. */
  private static final Comparator<BinaryPackage> RANK =
      Comparator.<BinaryPackage, Boolean>comparing(binary -> !binary.traits().essential())
          .thenComparing(Universe::priority);

  /** By rank, and equal ones in any order that is always the same. */
  private static final Comparator<Provider> ORDER =
      Comparator.comparing(Provider::binary, RANK)
          .thenComparing(p -> p.binary().name(), Comparator.reverseOrder())
          .thenComparing(p -> p.binary().version(), Comparator.reverseOrder());

  /** A package that stands for a virtual one, of a version if it says so. */
  private record Provider(BinaryPackage binary, Optional<DebVersion> version) {
    boolean satisfies(Relation relation) {
      boolean bound =
          relation.bound().isEmpty() || version.isPresent() && relation.admits(version.get());
      return bound
          && (!relation.qualifier().equals(Optional.of("any")) || binary.isMultiArchAllowed());
    }
  }

  /** A version, and the lists of packages it is in. */
  private record Offer(BinaryPackage binary, List<Provenance> lists) {}

  /** A version that may be installed. */
  private record Ranked(BinaryPackage binary, int priority) {}

  private static final Comparator<Ranked> PREFERRED =
      Comparator.comparingInt(Ranked::priority)
          .thenComparing(ranked -> ranked.binary().version())
          .reversed();

  /** What apt_preferences(5) gives to the version that is installed. */
  private static final int INSTALLED = 100;

  /** What it takes to replace what is installed by an older version. */
  private static final int DOWNGRADES = 1000;

  private final String architecture;
  private final Map<String, BinaryPackage> installed = new HashMap<>();
  private final Set<BinaryPackage> onRequest = new HashSet<>();
  private final Map<BinaryPackage, Integer> unusual = new HashMap<>();
  private final Map<String, List<String>> ruledOut = new HashMap<>();
  private final Map<String, List<BinaryPackage>> real = new HashMap<>();
  private final Map<String, List<Provider>> virtual = new HashMap<>();
  private final FirstMentions mentions;

  /**
   * All packages of all suites, but for those that must not be installed.
   *
   * @param architecture of the system, as Debian calls it
   * @param preferences which of several versions is preferred
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
   * The same packages together with those of a system. The version a system has is rather kept than
   * exchanged for an older one, as apt does, unless a preference of 1000 and more wants that.
   *
   * @param present what is installed, in the words of the system's own database
   */
  public Universe(Universe offered, Collection<BinaryPackage> present) throws FaultException {
    this.architecture = offered.architecture;
    this.mentions = offered.mentions;
    this.onRequest.addAll(offered.onRequest);
    this.unusual.putAll(offered.unusual);
    this.ruledOut.putAll(offered.ruledOut);
    this.real.putAll(offered.real);
    offered.virtual.forEach((name, providers) -> virtual.put(name, new ArrayList<>(providers)));
    for (BinaryPackage binary : present) {
      addInstalled(binary);
    }
    virtual.values().forEach(providers -> providers.sort(ORDER));
  }

  /** A package that was built anew as the same version counts as the system has it. */
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

  /** As apt's pkgPolicy::GetCandidateVer. */
  private BinaryPackage candidate(BinaryPackage present, List<BinaryPackage> versions) {
    BinaryPackage best = present;
    int most = 0;
    for (BinaryPackage binary :
        versions.stream()
            .sorted(Comparator.comparing(BinaryPackage::version).reversed())
            .toList()) {
      int priority = unusual.getOrDefault(binary, Preferences.USUAL);
      if (binary.equals(present)) {
        boolean isOffered = !binary.archive().sha256().isEmpty();
        priority = isOffered ? Math.max(priority, INSTALLED) : INSTALLED;
      }
      boolean older = binary.version().compareTo(present.version()) < 0;
      if (priority > most && (!older || priority >= DOWNGRADES)) {
        best = binary;
        most = priority;
      }
    }
    return best;
  }

  /** A version that several lists have is taken from the one that is worth most, or comes first. */
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

  /** The versions that may be installed, the preferred one first. */
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
    }
    ranked.sort(PREFERRED);
    return ranked.stream().map(Ranked::binary).toList();
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

  /** Like apt: one that says no priority comes first, one that says an unknown one last. */
  private static int priority(BinaryPackage binary) {
    int rank = PRIORITIES.indexOf(binary.traits().priority());
    return rank < 0 ? PRIORITIES.size() - 1 : rank;
  }

  String architecture() {
    return architecture;
  }

  /** The names of all real packages. */
  public Set<String> names() {
    return real.keySet();
  }

  /** The packages of the system, by name; none where there is no system yet. */
  public Map<String, BinaryPackage> installed() {
    return installed;
  }

  /** The version of a package that is in the system. */
  public Optional<BinaryPackage> installed(String name) {
    return Optional.ofNullable(installed.get(name));
  }

  /** Returns whether this version is in the system. */
  public boolean isInstalled(BinaryPackage binary) {
    return binary.equals(installed.get(binary.name()));
  }

  /** All versions of a package, the preferred one first; none if there is no such package. */
  public List<BinaryPackage> versions(String name) {
    return real.getOrDefault(name, List.of());
  }

  /** The version apt would take: the first. */
  public Optional<BinaryPackage> candidate(String name) {
    return versions(name).stream().findFirst();
  }

  /**
   * Returns whether a version is in such repositories only as want their packages not to be taken
   * by themselves, and nobody prefers it.
   */
  public boolean isOnRequest(BinaryPackage binary) {
    return onRequest.contains(binary);
  }

  /** Returns the versions of a package that must not be installed. */
  List<String> ruledOut(String name) {
    return ruledOut.getOrDefault(name, List.of());
  }

  /** Whether this is the version apt would take. */
  public boolean isCandidate(BinaryPackage binary) {
    return binary.equals(versions(binary.name()).get(0));
  }

  /**
   * Everything that is what the relation names: the real package of that name, then those that
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
   * Returns which package apt would take of some that are what a relation names, in the order of
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

  /** Returns them all, those first that apt would rather take. */
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

  /** There are packages of one architecture only, so one that asks for another's gets nothing. */
  private boolean reachable(Relation relation) {
    String qualifier = relation.qualifier().orElse("native");
    return qualifier.equals("any") || qualifier.equals("native") || qualifier.equals(architecture);
  }
}
