package org.cmimage.sources.deb.resolve.universe;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Relation;

/**
 * Follows dependencies from the requested packages in apt's order: those of each package in turn,
 * and those of its selected dependencies before the next. Selects the version of every package that
 * apt would choose. Among alternatives, one that is already selected is preferred, then the first
 * that no selected package conflicts with, of several equal ones the one apt read last. Does not
 * backtrack.
 */
public final class Walk {
  private final Scope scope;
  private final boolean strict;
  private final Map<String, BinaryPackage> selected = new LinkedHashMap<>();
  private final Set<BinaryPackage> forbidden = new HashSet<>();
  private boolean failed;

  private Walk(Scope scope, boolean strict) {
    this.scope = scope;
    this.strict = strict;
  }

  /**
   * Returns packages that can be installed together; empty if the walk met a conflict or an unmet
   * dependency, which does not mean that there is no solution.
   */
  public static Optional<Collection<BinaryPackage>> consistent(
      Scope scope, List<BinaryPackage> roots) throws FaultException {
    Walk walk = new Walk(scope, true);
    walk.run(roots);
    return walk.failed ? Optional.empty() : Optional.of(walk.selected.values());
  }

  /** Returns the packages of apt's choice, whether or not they can be installed together. */
  public static Collection<BinaryPackage> preferred(Scope scope, List<BinaryPackage> roots)
      throws FaultException {
    Walk walk = new Walk(scope, false);
    walk.run(roots);
    return walk.selected.values();
  }

  private void run(List<BinaryPackage> roots) throws FaultException {
    for (BinaryPackage root : roots) {
      select(root);
    }
    for (BinaryPackage root : roots) {
      follow(root);
    }
  }

  /** Selects the dependencies of a package, depth first. */
  private void follow(BinaryPackage binary) throws FaultException {
    Deque<Iterator<Requirement>> path = new ArrayDeque<>();
    path.push(scope.requirements(binary).iterator());
    while (!stopped() && !path.isEmpty()) {
      if (!path.peek().hasNext()) {
        path.pop();
        continue;
      }
      Requirement next = path.peek().next();
      Optional<BinaryPackage> chosen = isMet(next) ? Optional.empty() : choose(next);
      if (chosen.isPresent()) {
        path.push(scope.requirements(chosen.get()).iterator());
      }
    }
  }

  private boolean stopped() {
    return failed && strict;
  }

  private boolean isMet(Requirement requirement) {
    return requirement.candidates().stream().anyMatch(this::isSelected);
  }

  private boolean isSelected(BinaryPackage binary) {
    return binary.equals(selected.get(binary.name()));
  }

  /** Selects a package that satisfies a requirement; empty if none can be selected. */
  private Optional<BinaryPackage> choose(Requirement requirement) throws FaultException {
    for (Relation relation : requirement.dependency().alternatives()) {
      List<BinaryPackage> selectable = new ArrayList<>();
      for (BinaryPackage candidate : scope.candidates(relation)) {
        if (scope.universe().isCandidate(candidate) && !clashes(candidate)) {
          selectable.add(candidate);
        }
      }
      if (!selectable.isEmpty()) {
        BinaryPackage chosen = scope.universe().preferred(selectable, relation);
        select(chosen);
        return Optional.of(chosen);
      }
    }
    failed = true;
    Optional<BinaryPackage> any = requirement.candidates().stream().findFirst();
    if (strict || any.isEmpty() || selected.containsKey(any.get().name())) {
      return Optional.empty();
    }
    select(any.get());
    return any;
  }

  private boolean clashes(BinaryPackage candidate) throws FaultException {
    if (forbidden.contains(candidate) || selected.containsKey(candidate.name())) {
      return true;
    }
    for (Exclusion exclusion : scope.exclusions(candidate)) {
      if (isSelected(exclusion.other())) {
        return true;
      }
    }
    return false;
  }

  private void select(BinaryPackage binary) throws FaultException {
    if (isSelected(binary)) {
      return;
    }
    failed |= clashes(binary);
    selected.put(binary.name(), binary);
    for (Exclusion exclusion : scope.exclusions(binary)) {
      forbidden.add(exclusion.other());
    }
  }
}
