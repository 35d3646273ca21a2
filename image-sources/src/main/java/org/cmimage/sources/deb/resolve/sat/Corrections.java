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
 * Finds the fewest packages to exclude so that the others can be had.
 *
 * <p>Each proof that there is no way names the packages it is about. Whoever excludes none of them
 * is left with the same proof, so a cure has to have one of each. The smallest set that has is
 * tried, and where it is no cure yet, the proof of that is one more (implicit hitting sets). The
 * first that is a cure is therefore as small as any.
 */
public final class Corrections {
  private static final int MAX_PROOFS = 300;

  /** Tries to do without some packages. */
  @FunctionalInterface
  public interface Trial {
    /** Returns what cannot hold together; empty where there is a way. */
    Optional<Set<Reason>> why(Set<String> without) throws FaultException;
  }

  /**
   * What follows from a proof: where all of {@code without} are excluded, one of {@code more} has
   * to be as well. Excluding the former took something away that would have met a need.
   */
  private record Proof(Set<String> without, Set<String> more) {}

  private final Universe universe;
  private final Trial trial;
  private final Predicate<String> mayGo;
  private final List<Proof> proofs = new ArrayList<>();

  /**
   * A search for what to exclude.
   *
   * @param mayGo whether a package may be excluded
   */
  public Corrections(Universe universe, Trial trial, Predicate<String> mayGo) {
    this.universe = universe;
    this.trial = trial;
    this.mayGo = mayGo;
  }

  /** Returns the fewest names; empty where excluding packages does not help. */
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

  /** The fewest names that have one of each proof; of as few, those that proofs end with. */
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
    setObjective(helper, weights);
  }

  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // an array of a generic type, which only the library's signature wants
  private static void setObjective(
      DependencyHelper<String, String> helper, Collection<WeightedObject<String>> weights) {
    helper.setObjectiveFunction(weights.toArray(new WeightedObject[0]));
  }
}
