package org.cmimage.sources.deb.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.spi.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.DebVersion;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;

/** All packages there are to choose from, by real and by virtual name. Immutable. */
final class Universe {
  private static final List<String> PRIORITIES =
      List.of("required", "important", "standard", "optional", "extra");

  /** Like apt: what the system needs anyway, then by priority; the name decides the rest. */
  private static final Comparator<Provider> PREFERENCE =
      Comparator.<Provider, Boolean>comparing(p -> !p.binary().traits().essential())
          .thenComparing(p -> priority(p.binary()))
          .thenComparing(p -> p.binary().name())
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

  private final String architecture;
  private final Map<String, List<BinaryPackage>> real = new HashMap<>();
  private final Map<String, List<Provider>> virtual = new HashMap<>();

  /**
   * All packages of all suites.
   *
   * @param architecture of the system, as Debian calls it
   */
  Universe(Collection<BinaryPackage> packages, String architecture) throws FaultException {
    this.architecture = architecture;
    for (BinaryPackage binary : packages) {
      List<BinaryPackage> versions =
          real.computeIfAbsent(binary.name(), name -> new ArrayList<>(1));
      if (versions.stream().noneMatch(other -> other.version().compareTo(binary.version()) == 0)) {
        versions.add(binary);
      }
    }
    for (List<BinaryPackage> versions : real.values()) {
      versions.sort(Comparator.comparing(BinaryPackage::version).reversed());
      for (BinaryPackage binary : versions) {
        addProvided(binary);
      }
    }
    virtual.values().forEach(providers -> providers.sort(PREFERENCE));
  }

  private void addProvided(BinaryPackage binary) throws FaultException {
    for (Dependency provided : binary.provides()) {
      Relation relation = provided.alternatives().get(0);
      virtual
          .computeIfAbsent(relation.name(), name -> new ArrayList<>(2))
          .add(new Provider(binary, relation.bound().map(Relation.Bound::version)));
    }
  }

  private static int priority(BinaryPackage binary) {
    int rank = PRIORITIES.indexOf(binary.traits().priority());
    return rank < 0 ? PRIORITIES.size() : rank;
  }

  String architecture() {
    return architecture;
  }

  /** The names of all real packages. */
  Set<String> names() {
    return real.keySet();
  }

  /** All versions of a package, the highest first; none if there is no such package. */
  List<BinaryPackage> versions(String name) {
    return real.getOrDefault(name, List.of());
  }

  /** The version apt would take: the highest. */
  Optional<BinaryPackage> candidate(String name) {
    return versions(name).stream().findFirst();
  }

  /** Whether this is the version apt would take. */
  boolean isCandidate(BinaryPackage binary) {
    return binary.equals(versions(binary.name()).get(0));
  }

  /**
   * Everything that is what the relation names: the real package of that name, then those that
   * provide it.
   */
  List<BinaryPackage> satisfying(Relation relation) {
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

  /** There are packages of one architecture only, so one that asks for another's gets nothing. */
  private boolean reachable(Relation relation) {
    String qualifier = relation.qualifier().orElse("native");
    return qualifier.equals("any") || qualifier.equals("native") || qualifier.equals(architecture);
  }
}
