package org.cmimage.sources.deb.resolve;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.spi.FaultException;

/**
 * Says why packages cannot be installed together, and which of them to leave out so that the others
 * can.
 */
final class Explanation {
  private static final int MOST_REASONS = 12;
  private static final int MOST_TRIALS = 24;

  private final Universe universe;
  private final Set<String> excluded;
  private final Collection<Reason.Requested> roots;
  private final Collection<Reason> reasons;

  /**
   * An explanation.
   *
   * @param roots what must be installed
   * @param reasons that cannot hold together
   */
  Explanation(
      Universe universe,
      Set<String> excluded,
      Collection<Reason.Requested> roots,
      Collection<Reason> reasons) {
    this.universe = universe;
    this.excluded = excluded;
    this.roots = roots;
    this.reasons = reasons;
  }

  FaultException fault() throws FaultException {
    List<Reason> chain = chain();
    String sentences =
        chain.stream().limit(MOST_REASONS).map(Reason::toString).collect(Collectors.joining("; "));
    int more = Math.max(0, chain.size() - MOST_REASONS);
    return new FaultException(
        ErrorCode.DEPENDENCY_CONFLICT,
        "cannot choose packages: "
            + sentences
            + (more == 0 ? "" : "; and " + more + " more reasons"),
        cure(chain)
            .<Remedy>map(name -> new Remedy.ExcludePackages(List.of(name)))
            .orElse(new Remedy.None()));
  }

  /**
   * The reasons in an order in which each is about packages that were named before, from what was
   * asked for onwards.
   */
  private List<Reason> chain() {
    List<Reason> rest = new ArrayList<>(reasons);
    Collections.sort(rest);
    List<Reason> chain = new ArrayList<>();
    Set<String> named = new HashSet<>();
    while (!rest.isEmpty()) {
      Reason next =
          rest.stream()
              .filter(r -> named.contains(r.subject()) && !(r instanceof Reason.Requested))
              .findFirst()
              .or(() -> rest.stream().filter(r -> r instanceof Reason.Requested).findFirst())
              .orElse(rest.get(0));
      rest.remove(next);
      chain.add(next);
      named.add(next.subject());
      named.addAll(next.objects());
    }
    return chain;
  }

  /**
   * A package without which the rest can be had: rather the last of the chain than what was asked
   * for.
   */
  private Optional<String> cure(List<Reason> chain) throws FaultException {
    Set<String> names = new LinkedHashSet<>();
    for (int i = chain.size() - 1; i >= 0; i--) {
      if (chain.get(i) instanceof Reason.Needs needs) {
        needs
            .requirement()
            .dependency()
            .alternatives()
            .forEach(relation -> names.add(relation.name()));
      }
      names.addAll(chain.get(i).objects());
      names.add(chain.get(i).subject());
    }
    for (String name : names.stream().limit(MOST_TRIALS).toList()) {
      Set<String> without = new HashSet<>(excluded);
      without.add(name);
      List<Reason.Requested> others =
          roots.stream().filter(root -> !root.binary().name().equals(name)).toList();
      if (new SatSearch(new Scope(universe, without), others).isSatisfiable()) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
