package org.cmimage.sources.deb.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;

/**
 * All that keeps packages from being installed together. One conflict after another is explained,
 * and taken out of the way for the next to be seen.
 */
final class Conflicts {
  private static final int MOST = 10;

  private final Universe universe;
  private final Set<String> excluded;
  private final Collection<Reason.Requested> roots;
  private final List<String> told = new ArrayList<>();
  private final Set<String> without = new LinkedHashSet<>();

  /**
   * The conflicts between packages.
   *
   * @param roots what must be installed, and cannot be installed together
   */
  Conflicts(Universe universe, Set<String> excluded, Collection<Reason.Requested> roots) {
    this.universe = universe;
    this.excluded = excluded;
    this.roots = roots;
  }

  /** Returns the failure: a line for each conflict, and one list of packages that cures all. */
  FaultException fault() throws FaultException {
    boolean cured = false;
    while (!cured && told.size() < MOST && addNext()) {
      cured = Explanation.isCured(universe, roots, excluded, without);
    }
    if (cured) {
      dropWhatIsNotNeeded();
    }
    return new FaultException(
        ErrorCode.DEPENDENCY_CONFLICT,
        String.join("\n", told),
        cured ? new Remedy.ExcludePackages(List.copyOf(without)) : new Remedy.None());
  }

  /** Explains a conflict that is left; false where nothing takes it out of the way. */
  private boolean addNext() throws FaultException {
    Set<String> absent = new HashSet<>(excluded);
    absent.addAll(without);
    List<Reason.Requested> left =
        roots.stream().filter(root -> !without.contains(root.binary().name())).toList();
    Set<Reason> why = new SatSearch(new Scope(universe, absent), left).why();
    Explanation explanation = new Explanation(universe, absent, left, why);
    told.add(explanation.sentence());
    Optional<String> cure = explanation.cure();
    if (cure.isEmpty()) {
      cure = explanation.ownCure();
    }
    cure.ifPresent(without::add);
    return cure.isPresent();
  }

  private void dropWhatIsNotNeeded() throws FaultException {
    for (String name : List.copyOf(without)) {
      Set<String> fewer = new HashSet<>(without);
      fewer.remove(name);
      if (Explanation.isCured(universe, roots, excluded, fewer)) {
        without.remove(name);
      }
    }
  }
}
