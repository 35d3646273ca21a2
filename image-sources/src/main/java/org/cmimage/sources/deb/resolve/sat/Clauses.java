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

/**
 * The packages within reach of some, and the constraints between them, as clauses for a SAT solver.
 */
public final class Clauses {
  private final Scope scope;
  private final Set<BinaryPackage> reachable = new LinkedHashSet<>();

  /**
   * Collects all packages that could be installed together with some.
   *
   * @param wanted the start of the search
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

  /** Returns the packages that the clauses concern. */
  public Set<BinaryPackage> reachable() {
    return reachable;
  }

  /**
   * Adds all dependencies and conflicts, and that at most one version of each package is installed.
   */
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
