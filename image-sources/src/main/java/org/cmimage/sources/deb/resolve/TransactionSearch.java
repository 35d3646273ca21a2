package org.cmimage.sources.deb.resolve;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.resolve.mark.Marking;
import org.cmimage.sources.deb.resolve.mark.Marks;
import org.cmimage.sources.deb.resolve.sat.Clauses;
import org.cmimage.sources.deb.resolve.sat.Objective;
import org.cmimage.sources.deb.resolve.sat.Reason;
import org.cmimage.sources.deb.resolve.sat.Reason.Obstacle;
import org.cmimage.sources.deb.resolve.sat.SatSearch;
import org.cmimage.sources.deb.resolve.universe.Scope;
import org.cmimage.sources.deb.resolve.universe.Universe;
import org.sat4j.pb.IPBSolver;
import org.sat4j.pb.OptToPBSATAdapter;
import org.sat4j.pb.PseudoOptDecorator;
import org.sat4j.pb.SolverFactory;
import org.sat4j.pb.tools.DependencyHelper;
import org.sat4j.pb.tools.WeightedObject;
import org.sat4j.specs.ContradictionException;
import org.sat4j.specs.TimeoutException;

/**
 * Searches the change of a system that removes the fewest packages; of several, the one closest to
 * apt's choice. Used if {@link Marking} left packages broken.
 */
final class TransactionSearch {
  private static final int MAX_CONFLICTS = 20_000;
  private static final long REMOVED = 10_000_000;
  private static final long OUTDATED = 10_000;
  private static final long UNWANTED = 100;
  private static final long NOT_UPDATED = 1_000;

  /** The absence of a package, as a variable of the solver. */
  private record Gone(String name) {}

  private final Scope scope;
  private final Marks marks;
  private final Demands demands;
  private final Clauses clauses;

  /**
   * The constraints on the result.
   *
   * @param required packages that must be present, by name, with the reason
   * @param removed names of packages that must be absent
   * @param held names of packages that must not change
   * @param updatesAll whether packages should be updated
   */
  record Demands(
      Map<String, Reason.Requested> required,
      Set<String> removed,
      Set<String> held,
      boolean updatesAll) {}

  /**
   * Creates a search.
   *
   * @param marks the choice of apt
   */
  TransactionSearch(Scope scope, Marks marks, Demands demands) throws FaultException {
    this.scope = scope;
    this.marks = marks;
    this.demands = demands;
    Set<BinaryPackage> from = new LinkedHashSet<>();
    for (String name : scope.universe().installed().keySet()) {
      from.addAll(scope.universe().versions(name));
    }
    for (String name : demands.required.keySet()) {
      from.addAll(scope.universe().versions(name));
    }
    from.addAll(marks.selected().values());
    this.clauses = new Clauses(scope, from);
  }

  /** Returns the packages of the resulting system; empty if there is no solution. */
  Optional<Map<String, BinaryPackage>> solve() throws FaultException {
    IPBSolver optimizer =
        new OptToPBSATAdapter(new PseudoOptDecorator(SolverFactory.newEclipseP2()));
    optimizer.setTimeoutOnConflicts(MAX_CONFLICTS);
    DependencyHelper<Object, Reason> helper = new DependencyHelper<>(optimizer, false);
    try {
      List<WeightedObject<Object>> weights = new ArrayList<>();
      encode(helper, weights);
      Objective.minimise(helper, weights);
      if (!helper.hasASolution()) {
        return Optional.empty();
      }
      Map<String, BinaryPackage> chosen = new TreeMap<>();
      helper
          .getASolution()
          .forEach(
              each -> {
                if (each instanceof BinaryPackage binary) {
                  chosen.put(binary.name(), binary);
                }
              });
      return Optional.of(chosen);
    } catch (ContradictionException e) {
      return Optional.empty();
    } catch (TimeoutException e) {
      throw SatSearch.undecided(e);
    }
  }

  /** Returns the constraints that contradict each other; empty if there is a solution. */
  Optional<Set<Reason>> why() throws FaultException {
    return SatSearch.why(helper -> encode(helper, new ArrayList<>()));
  }

  private void encode(DependencyHelper<Object, Reason> helper, List<WeightedObject<Object>> weights)
      throws ContradictionException, FaultException {
    clauses.addTo(helper);
    Map<String, BinaryPackage> installed = scope.universe().installed();
    for (BinaryPackage binary : clauses.reachable()) {
      Optional<Obstacle> obstacle =
          obstacle(binary, Optional.ofNullable(installed.get(binary.name())));
      if (obstacle.isPresent()) {
        helper.setFalse(binary, new Reason.Stays(binary, obstacle.get()));
      }
      weigh(binary, weights);
    }
    for (Reason.Requested root : demands.required.values()) {
      helper.clause(root, scope.universe().versions(root.binary().name()).toArray());
    }
    for (BinaryPackage binary : installed.values()) {
      if (demands.held.contains(binary.name())) {
        helper.clause(new Reason.Requested(binary, "is held"), binary);
      } else if (!demands.required.containsKey(binary.name())
          && !demands.removed.contains(binary.name())) {
        Collection<Object> either = new ArrayList<>(clauses.reachableVersions(binary.name()));
        Gone gone = new Gone(binary.name());
        either.add(gone);
        helper.clause(new Reason.Requested(binary, "is installed"), either.toArray());
        weights.add(weight(gone, REMOVED));
      }
    }
  }

  /** Returns the reason why a version must not be installed; empty for none. */
  private Optional<Obstacle> obstacle(BinaryPackage binary, Optional<BinaryPackage> present) {
    String name = binary.name();
    if (demands.removed.contains(name)) {
      return Optional.of(Obstacle.REMOVED);
    }
    if (present.isEmpty()) {
      return scope.isExcluded(name) ? Optional.of(Obstacle.EXCLUDED) : Optional.empty();
    }
    if (present.get().equals(binary)) {
      return Optional.empty();
    }
    boolean isOlder = binary.version().compareTo(present.get().version()) < 0;
    if (isOlder && !scope.universe().isCandidate(binary)) {
      return Optional.of(Obstacle.OLDER);
    }
    return demands.held.contains(name) ? Optional.of(Obstacle.HELD) : Optional.empty();
  }

  private void weigh(BinaryPackage binary, List<WeightedObject<Object>> weights) {
    Universe universe = scope.universe();
    if (universe.isInstalled(binary)) {
      if (demands.updatesAll && !universe.isCandidate(binary)) {
        weights.add(weight(binary, NOT_UPDATED));
      }
    } else if (!universe.isCandidate(binary)) {
      weights.add(weight(binary, OUTDATED));
    } else {
      weights.add(weight(binary, marks.isSelected(binary) ? 1 : UNWANTED));
    }
  }

  private static WeightedObject<Object> weight(Object thing, long weight) {
    return WeightedObject.newWO(thing, BigInteger.valueOf(weight));
  }
}
