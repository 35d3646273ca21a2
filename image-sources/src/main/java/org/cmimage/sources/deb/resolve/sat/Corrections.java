package org.cmimage.sources.deb.resolve.sat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Relation;
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
 * Finds the smallest set of packages to exclude so that the others can be installed.
 *
 * <p>Each proof of unsatisfiability involves certain packages. Unless one of them is excluded, the
 * same proof holds, so a correction must contain one package of each proof. The smallest set that
 * does is tried, and if it is not a correction, its proof is added (implicit hitting sets).
 * Therefore the first correction found is a smallest one.
 */
public final class Corrections {
  private static final int MAX_PROOFS = 300;

  /** Tries the exclusion of some packages. */
  @FunctionalInterface
  public interface Trial {
    /** Returns the constraints that contradict each other; empty if there is a solution. */
    Optional<Set<Reason>> why(Set<String> without) throws FaultException;
  }

  /**
   * The consequence of a proof: if all of {@code without} are excluded, one of {@code more} must be
   * excluded as well. Excluding the former removed a package that would have satisfied a
   * dependency.
   */
  private record Proof(Set<String> without, Set<String> more) {}

  private final Universe universe;
  private final Trial trial;
  private final Predicate<String> mayGo;
  private final List<Proof> proofs = new ArrayList<>();

  /**
   * Creates a search for packages to exclude.
   *
   * @param mayGo whether a package may be excluded
   */
  public Corrections(Universe universe, Trial trial, Predicate<String> mayGo) {
    this.universe = universe;
    this.trial = trial;
    this.mayGo = mayGo;
  }

  /** Returns the smallest set of names; empty if excluding packages does not help. */
  public Optional<Set<String>> smallest() throws FaultException {
    while (proofs.size() < MAX_PROOFS) {
      Optional<Set<String>> without = hitting();
      if (without.isEmpty()) {
        return Optional.empty();
      }
      Optional<Set<Reason>> why = trial.why(without.get());
      if (why.isEmpty()) {
        return without;
      }
      proofs.add(proof(why.get(), without.get()));
    }
    return Optional.empty();
  }

  private Proof proof(Set<Reason> reasons, Set<String> without) {
    Set<String> gone = new TreeSet<>();
    Set<String> more = new LinkedHashSet<>();
    List<Reason> chain = Explanation.chain(reasons);
    for (int i = chain.size() - 1; i >= 0; i--) {
      Reason reason = chain.get(i);
      if (reason instanceof Reason.Needs needs) {
        for (Relation relation : needs.requirement().dependency().alternatives()) {
          more.add(relation.name());
          for (BinaryPackage candidate : universe.satisfying(relation)) {
            more.add(candidate.name());
          }
        }
      }
      more.addAll(reason.objects());
      more.add(reason.subject());
    }
    for (String name : without) {
      if (more.remove(name)) {
        gone.add(name);
      }
    }
    more.removeIf(name -> !mayGo.test(name));
    return new Proof(gone, more);
  }

  /**
   * Returns the smallest set of names that has one of each proof; of several, the one whose names
   * are last in the proofs.
   */
  private Optional<Set<String>> hitting() {
    IPBSolver solver = new OptToPBSATAdapter(new PseudoOptDecorator(SolverFactory.newDefault()));
    DependencyHelper<String, String> helper = new DependencyHelper<>(solver, false);
    Map<String, Long> penalties = new LinkedHashMap<>();
    try {
      for (Proof proof : proofs) {
        if (proof.more.isEmpty() && proof.without.isEmpty()) {
          return Optional.empty();
        }
        addTo(helper, proof);
        long place = 0;
        for (String name : proof.more) {
          penalties.putIfAbsent(name, place++);
        }
      }
      if (proofs.isEmpty()) {
        return Optional.of(Set.of());
      }
      setObjective(helper, penalties);
      return helper.hasASolution()
          ? Optional.of(new TreeSet<>(helper.getASolution()))
          : Optional.empty();
    } catch (ContradictionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private static void addTo(DependencyHelper<String, String> helper, Proof proof)
      throws ContradictionException {
    String[] without = proof.without.toArray(String[]::new);
    String[] more = proof.more.toArray(String[]::new);
    if (without.length == 0) {
      helper.clause("", more);
    } else if (more.length == 0) {
      helper.atMost("", without.length - 1, without);
    } else {
      helper.implication(without).implies(more).named("");
    }
  }

  private static void setObjective(
      DependencyHelper<String, String> helper, Map<String, Long> penalties) {
    long fewer = 1 + penalties.values().stream().mapToLong(Long::longValue).sum();
    Collection<WeightedObject<String>> weights = new ArrayList<>();
    penalties.forEach(
        (name, penalty) ->
            weights.add(WeightedObject.newWO(name, BigInteger.valueOf(fewer + penalty))));
    Objective.minimise(helper, weights);
  }
}
