package org.cmimage.sources.deb.resolve.sat;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.resolve.universe.Exclusion;
import org.cmimage.sources.deb.resolve.universe.Requirement;
import org.cmimage.sources.deb.resolve.universe.Scope;
import org.sat4j.pb.tools.DependencyHelper;
import org.sat4j.specs.ContradictionException;

/** The packages within reach of some, and what holds between them, in the words of a SAT solver. */
public final class Clauses {
  private final Scope scope;
  private final Set<BinaryPackage> reachable = new LinkedHashSet<>();

  /**
   * Looks for all packages that could be installed with some.
   *
   * @param wanted where to begin
   */
  public Clauses(Scope scope, Collection<BinaryPackage> wanted) throws FaultException {
    this.scope = scope;
    Deque<BinaryPackage> unseen = new ArrayDeque<>(wanted);
    while (!unseen.isEmpty()) {
      BinaryPackage binary = unseen.remove();
      if (reachable.add(binary)) {
        for (Requirement requirement : scope.requirements(binary)) {
          unseen.addAll(requirement.candidates());
        }
      }
    }
  }

  /** Returns the packages that the clauses are about. */
  public Set<BinaryPackage> reachable() {
    return reachable;
  }

  /** Adds all needs and dislikes, and that there is one version of each package at most. */
  public void addTo(DependencyHelper<Object, Reason> helper)
      throws ContradictionException, FaultException {
    Set<String> names = new HashSet<>();
    for (BinaryPackage binary : reachable) {
      for (Requirement requirement : scope.requirements(binary)) {
        Reason reason = new Reason.Needs(requirement);
        if (requirement.candidates().isEmpty()) {
          helper.setFalse(binary, reason);
        } else if (!requirement.candidates().contains(binary)) {
          helper.implication(binary).implies(requirement.candidates().toArray()).named(reason);
        }
      }
      for (Exclusion exclusion : scope.exclusions(binary)) {
        if (reachable.contains(exclusion.other())) {
          helper
              .implication(binary)
              .impliesNot(exclusion.other())
              .named(new Reason.Excludes(exclusion));
        }
      }
      List<BinaryPackage> versions = reachableVersions(binary.name());
      if (versions.size() > 1 && names.add(binary.name())) {
        helper.atMost(1, versions.toArray()).named(new Reason.OneVersion(versions));
      }
    }
  }

  /** Returns the versions of a package that are within reach. */
  public List<BinaryPackage> reachableVersions(String name) {
    return scope.universe().versions(name).stream().filter(reachable::contains).toList();
  }
}
