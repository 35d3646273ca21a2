package org.cmimage.sources.deb.resolve.sat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.resolve.universe.Scope;
import org.cmimage.sources.deb.resolve.universe.Universe;

/**
 * All conflicts that prevent packages from being installed together: for each package of the
 * shortest list whose exclusion makes the others installable, the reason why it cannot be
 * installed, and the packages that lose it.
 */
public final class Conflicts {
  private static final int MOST = 10;

  private final Universe universe;
  private final Set<String> excluded;
  private final Collection<Reason.Requested> roots;

  /**
   * Creates the conflicts between packages.
   *
   * @param roots the packages that must be installed, and cannot be installed together
   */
  public Conflicts(Universe universe, Set<String> excluded, Collection<Reason.Requested> roots) {
    this.universe = universe;
    this.excluded = excluded;
    this.roots = roots;
  }

  /**
   * Returns the fault: a line for each conflict, and one list of packages whose exclusion resolves
   * all.
   */
  public FaultException fault() throws FaultException {
    Optional<Set<String>> without = new Corrections(universe, this::why, this::mayGo).smallest();
    if (without.isEmpty()) {
      return new FaultException(
          new Fault(
              ErrorCode.DEPENDENCY_CONFLICT,
              Explanation.CHOOSING,
              Explanation.of(why(Set.of()).orElse(Set.of())),
              new Remedy.None()));
    }
    Set<String> lines = new LinkedHashSet<>();
    for (String name : without.get().stream().limit(MOST).toList()) {
      Set<String> others = new HashSet<>(without.get());
      others.remove(name);
      why(others)
          .map(reasons -> Explanation.CHOOSING.sentence(Explanation.of(reasons)))
          .ifPresent(lines::add);
    }
    lines.addAll(losses(without.get()));
    return new FaultException(
        Fault.sentence(
            ErrorCode.DEPENDENCY_CONFLICT,
            String.join("\n", lines),
            new Remedy.ExcludePackages(List.copyOf(without.get()))));
  }

  private boolean mayGo(String name) {
    return !excluded.contains(name)
        && universe.candidate(name).filter(b -> b.traits().essential()).isEmpty();
  }

  private SatSearch search(Set<String> without) throws FaultException {
    Set<String> absent = new HashSet<>(excluded);
    absent.addAll(without);
    List<Reason.Requested> left =
        roots.stream().filter(root -> !without.contains(root.subject())).toList();
    return new SatSearch(new Scope(universe, absent), left);
  }

  private Optional<Set<Reason>> why(Set<String> without) throws FaultException {
    return search(without).why();
  }

  /** Returns a line for each excluded package with the packages that lose it. */
  private List<String> losses(Set<String> without) throws FaultException {
    Map<String, Set<String>> losers = new TreeMap<>();
    SatSearch search = search(without);
    for (BinaryPackage binary : search.solve().orElse(Set.of())) {
      for (Dependency dependency : search.scope().waived(binary)) {
        dependency.alternatives().stream()
            .map(relation -> relation.name())
            .filter(without::contains)
            .forEach(name -> losers.computeIfAbsent(name, n -> new TreeSet<>()).add(binary.name()));
      }
    }
    List<String> lines = new ArrayList<>();
    losers.forEach(
        (name, who) -> {
          String some = who.stream().limit(MOST).collect(Collectors.joining(", "));
          int more = who.size() - MOST;
          lines.add(
              "excluding "
                  + name
                  + " leaves "
                  + some
                  + (more > 0 ? " and " + more + " more" : "")
                  + " without a dependency");
        });
    return lines;
  }
}
