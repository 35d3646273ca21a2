package org.cmimage.sources.deb.resolve.universe;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;

/**
 * The dependencies and conflicts of packages for one query, without the excluded packages. Caches
 * results.
 */
public final class Scope {
  private final Universe universe;
  private final Set<String> excluded;
  private final Map<BinaryPackage, List<Requirement>> requirements = new IdentityHashMap<>();
  private final Map<BinaryPackage, List<Exclusion>> exclusions = new IdentityHashMap<>();
  private final Map<BinaryPackage, List<Dependency>> waived = new IdentityHashMap<>();

  /** Creates a scope of the packages of a universe except the excluded ones. */
  public Scope(Universe universe, Set<String> excluded) {
    this.universe = universe;
    this.excluded = excluded;
  }

  /** Returns all packages. */
  public Universe universe() {
    return universe;
  }

  /** Returns whether a package is excluded. */
  public boolean isExcluded(String name) {
    return excluded.contains(name);
  }

  /**
   * Returns the dependencies of a package, Pre-Depends first, without those that are treated as
   * satisfied because of exclusions.
   */
  public List<Requirement> requirements(BinaryPackage owner) throws FaultException {
    List<Requirement> known = requirements.get(owner);
    if (known != null) {
      return known;
    }
    List<Requirement> found = new ArrayList<>();
    for (Dependency dependency : owner.preDepends()) {
      addRequirement(owner, true, dependency, found);
    }
    for (Dependency dependency : owner.depends()) {
      addRequirement(owner, false, dependency, found);
    }
    requirements.put(owner, found);
    return found;
  }

  private void addRequirement(
      BinaryPackage owner, boolean pre, Dependency dependency, List<Requirement> found) {
    Set<BinaryPackage> candidates = new LinkedHashSet<>();
    boolean waivable = false;
    boolean applies = false;
    for (Relation relation : dependency.alternatives()) {
      if (relation.appliesTo(universe.architecture())) {
        applies = true;
        waivable |= isExcluded(relation.name());
        for (BinaryPackage candidate : universe.satisfying(relation)) {
          if (isExcluded(candidate.name())) {
            waivable = true;
          } else {
            candidates.add(candidate);
          }
        }
      }
    }
    if (isUnmetAlready(owner, candidates)) {
      return;
    }
    if (candidates.isEmpty() && waivable) {
      waived.computeIfAbsent(owner, o -> new ArrayList<>()).add(dependency);
    } else if (applies) {
      found.add(new Requirement(owner, pre, dependency, ImmutableList.copyOf(candidates)));
    }
  }

  /**
   * Returns whether an installed package already lacks a dependency, as after an exclusion or a
   * forced change. It is kept as it is; repairing it is another task.
   */
  private boolean isUnmetAlready(BinaryPackage owner, Set<BinaryPackage> candidates) {
    return universe.isInstalled(owner) && candidates.stream().noneMatch(universe::isInstalled);
  }

  /** Returns the packages that satisfy a relation, without excluded ones. */
  public List<BinaryPackage> candidates(Relation relation) {
    if (!relation.appliesTo(universe.architecture())) {
      return List.of();
    }
    return universe.satisfying(relation).stream()
        .filter(binary -> !isExcluded(binary.name()))
        .toList();
  }

  /** Returns the dependencies that are treated as satisfied because of exclusions. */
  public List<Dependency> waived(BinaryPackage owner) throws FaultException {
    requirements(owner);
    return waived.getOrDefault(owner, List.of());
  }

  /**
   * Returns the packages that conflict with a package. A package never conflicts with itself,
   * whatever it provides.
   */
  public List<Exclusion> exclusions(BinaryPackage owner) throws FaultException {
    List<Exclusion> known = exclusions.get(owner);
    if (known != null) {
      return known;
    }
    List<Exclusion> found = new ArrayList<>();
    addExclusions(owner, "conflicts with", owner.conflicts(), found);
    addExclusions(owner, "breaks", owner.breaks(), found);
    exclusions.put(owner, found);
    return found;
  }

  private void addExclusions(
      BinaryPackage owner, String verb, List<Dependency> field, List<Exclusion> found) {
    for (Dependency dependency : field) {
      Relation relation = dependency.alternatives().get(0);
      if (relation.appliesTo(universe.architecture())) {
        for (BinaryPackage other : universe.satisfying(relation)) {
          boolean already = universe.isInstalled(owner) && universe.isInstalled(other);
          if (!other.name().equals(owner.name()) && !already) {
            found.add(new Exclusion(owner, verb, relation, other));
          }
        }
      }
    }
  }
}
