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
 * The needs and dislikes of packages, for one question: without the packages that were excluded.
 * Remembers what it found out.
 */
public final class Scope {
  private final Universe universe;
  private final Set<String> excluded;
  private final Map<BinaryPackage, List<Requirement>> requirements = new IdentityHashMap<>();
  private final Map<BinaryPackage, List<Exclusion>> exclusions = new IdentityHashMap<>();
  private final Map<BinaryPackage, List<Dependency>> waived = new IdentityHashMap<>();

  /** The packages of a universe but for those that are left out. */
  public Scope(Universe universe, Set<String> excluded) {
    this.universe = universe;
    this.excluded = excluded;
  }

  /** Returns all packages. */
  public Universe universe() {
    return universe;
  }

  /** Returns whether a package is left out. */
  public boolean isExcluded(String name) {
    return excluded.contains(name);
  }

  /** What a package needs, Pre-Depends first, without what counts as met because it is excluded. */
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
   * Whether a system has a package without what it needs, as one has that was made so, or changed
   * by force. It stays as it is; mending it is another task.
   */
  private boolean isUnmetAlready(BinaryPackage owner, Set<BinaryPackage> candidates) {
    return universe.isInstalled(owner) && candidates.stream().noneMatch(universe::isInstalled);
  }

  /** Returns what is what a relation names here, without what is excluded. */
  public List<BinaryPackage> candidates(Relation relation) {
    if (!relation.appliesTo(universe.architecture())) {
      return List.of();
    }
    return universe.satisfying(relation).stream()
        .filter(binary -> !isExcluded(binary.name()))
        .toList();
  }

  /** What counts as met though it is not, because it was excluded. */
  public List<Dependency> waived(BinaryPackage owner) throws FaultException {
    requirements(owner);
    return waived.getOrDefault(owner, List.of());
  }

  /**
   * Whom a package cannot be installed with. A package never excludes itself, whatever it provides.
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
