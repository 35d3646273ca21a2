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
import org.cmimage.core.spi.FaultException;

/**
 * Says why packages cannot be installed together, and which of them to leave out so that the others
 * can: one conflict.
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

  /** Returns the reasons as one sentence. */
  String sentence() {
    List<Reason> chain = chain();
    String sentences =
        chain.stream().limit(MOST_REASONS).map(Reason::toString).collect(Collectors.joining("; "));
    int more = Math.max(0, chain.size() - MOST_REASONS);
    return "cannot choose packages: "
        + sentences
        + (more == 0 ? "" : "; and " + more + " more reasons");
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
   * Returns a package without which all the rest can be had: rather the last of the chain than what
   * was asked for.
   */
  Optional<String> cure() throws FaultException {
    return cure(roots);
  }

  /**
   * Returns a package without which there would not be this conflict, whatever others there are.
   */
  Optional<String> ownCure() throws FaultException {
    Set<String> involved = new HashSet<>();
    for (Reason reason : reasons) {
      if (reason instanceof Reason.Requested) {
        involved.add(reason.subject());
      }
    }
    return cure(roots.stream().filter(root -> involved.contains(root.binary().name())).toList());
  }

  private Optional<String> cure(Collection<Reason.Requested> wanted) throws FaultException {
    List<Reason> chain = chain();
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
      if (isCured(universe, wanted, excluded, Set.of(name))) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  /** Returns whether what was asked for can be had without some packages. */
  static boolean isCured(
      Universe universe,
      Collection<Reason.Requested> wanted,
      Set<String> excluded,
      Set<String> without)
      throws FaultException {
    Set<String> all = new HashSet<>(excluded);
    all.addAll(without);
    List<Reason.Requested> others =
        wanted.stream().filter(root -> !without.contains(root.binary().name())).toList();
    return new SatSearch(new Scope(universe, all), others).isSatisfiable();
  }
}
