package org.cmimage.sources.deb.resolve.sat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.resolve.universe.Requirement;
import org.cmimage.sources.deb.resolve.universe.Scope;
import org.cmimage.sources.deb.resolve.universe.Walk;
import org.sat4j.pb.IPBSolver;
import org.sat4j.pb.OptToPBSATAdapter;
import org.sat4j.pb.PseudoOptDecorator;
import org.sat4j.pb.SolverFactory;
import org.sat4j.pb.tools.DependencyHelper;
import org.sat4j.pb.tools.WeightedObject;
import org.sat4j.specs.ContradictionException;
import org.sat4j.specs.TimeoutException;

/**
 * Searches all solutions for the dependencies of the requested packages, with any version of any
 * package within reach. Of several solutions it returns one close to apt's choice. The effort is
 * bounded by conflicts, not by time, so that the result is always the same.
 */
public final class SatSearch {
  private static final int MAX_CONFLICTS = 20_000;
  private static final int UNWANTED = 1_000;
  private static final int OUTDATED = 100_000;

  private final Scope scope;
  private final Map<BinaryPackage, Reason.Requested> roots = new LinkedHashMap<>();
  private final Clauses clauses;

  /**
   * Creates a search.
   *
   * @param roots the packages that must be installed, in any version, with the reason
   */
  public SatSearch(Scope scope, Collection<Reason.Requested> roots) throws FaultException {
    this.scope = scope;
    roots.forEach(root -> this.roots.put(root.binary(), root));
    List<BinaryPackage> wanted = new ArrayList<>();
    this.roots.keySet().forEach(root -> wanted.addAll(scope.universe().versions(root.name())));
    this.clauses = new Clauses(scope, wanted);
  }

  /** Returns a consistent set of packages, or empty if there is none. */
  public Optional<Set<BinaryPackage>> solve() throws FaultException {
    IPBSolver optimizer =
        new OptToPBSATAdapter(new PseudoOptDecorator(SolverFactory.newEclipseP2()));
    optimizer.setTimeoutOnConflicts(MAX_CONFLICTS);
    DependencyHelper<Object, Reason> helper = new DependencyHelper<>(optimizer, false);
    try {
      encode(helper);
      preferAsApt(helper);
      if (!helper.hasASolution()) {
        return Optional.empty();
      }
      Set<BinaryPackage> chosen = new LinkedHashSet<>();
      helper.getASolution().forEach(each -> chosen.add((BinaryPackage) each));
      return Optional.of(withoutUnneeded(chosen));
    } catch (ContradictionException e) {
      return Optional.empty();
    } catch (TimeoutException e) {
      throw undecided(e);
    }
  }

  /**
   * Returns a minimal set of constraints that contradict each other; empty if there is a consistent
   * set.
   */
  public Optional<Set<Reason>> why() throws FaultException {
    return why(this::encode);
  }

  /** Adds constraints to a solver. */
  @FunctionalInterface
  public interface Encoder {
    void addTo(DependencyHelper<Object, Reason> helper)
        throws ContradictionException, FaultException;
  }

  /** Returns those of some constraints that contradict each other; empty if all can hold. */
  public static Optional<Set<Reason>> why(Encoder encoder) throws FaultException {
    IPBSolver solver = SolverFactory.newEclipseP2();
    solver.setTimeoutOnConflicts(MAX_CONFLICTS);
    DependencyHelper<Object, Reason> helper = new DependencyHelper<>(solver, true);
    try {
      encoder.addTo(helper);
      return helper.hasASolution() ? Optional.empty() : Optional.of(helper.why());
    } catch (ContradictionException e) {
      return Optional.of(Set.of());
    } catch (TimeoutException e) {
      throw undecided(e);
    }
  }

  Scope scope() {
    return scope;
  }

  private void encode(DependencyHelper<Object, Reason> helper)
      throws ContradictionException, FaultException {
    for (Reason.Requested root : roots.values()) {
      helper.clause(root, scope.universe().versions(root.binary().name()).toArray());
    }
    clauses.addTo(helper);
  }

  private void preferAsApt(DependencyHelper<Object, Reason> helper) throws FaultException {
    Set<BinaryPackage> preferred =
        new HashSet<>(Walk.preferred(scope, List.copyOf(roots.keySet())));
    List<WeightedObject<Object>> weights = new ArrayList<>();
    for (BinaryPackage binary : clauses.reachable()) {
      int weight =
          preferred.contains(binary)
              ? 1
              : scope.universe().isCandidate(binary) ? UNWANTED : OUTDATED;
      weights.add(WeightedObject.newWO(binary, weight));
    }
    Objective.minimise(helper, weights);
  }

  /**
   * Returns the packages reachable from the roots inside the solution: a search that ended at its
   * limit may have left more in it.
   */
  private Set<BinaryPackage> withoutUnneeded(Set<BinaryPackage> chosen) throws FaultException {
    Set<BinaryPackage> needed = new LinkedHashSet<>();
    Deque<BinaryPackage> unseen = new ArrayDeque<>();
    for (BinaryPackage root : roots.keySet()) {
      scope.universe().versions(root.name()).stream().filter(chosen::contains).forEach(unseen::add);
    }
    while (!unseen.isEmpty()) {
      BinaryPackage binary = unseen.remove();
      if (needed.add(binary)) {
        for (Requirement requirement : scope.requirements(binary)) {
          requirement.candidates().stream().filter(chosen::contains).forEach(unseen::add);
        }
      }
    }
    return needed;
  }

  /** Returns the fault of a search that reached its limit. */
  public static FaultException undecided(TimeoutException e) {
    return new FaultException(
        ErrorCode.DEPENDENCY_CONFLICT,
        Explanation.CHOOSING.attempt(),
        "the search was stopped after " + MAX_CONFLICTS + " conflicts",
        new Remedy.Advice("Ask for fewer packages, or leave out those that conflict."),
        e);
  }
}
