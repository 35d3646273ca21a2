package org.cmimage.sources.deb.resolve;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.spi.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;

/**
 * Follows dependencies from what was asked for, taking of every package the version apt would take.
 * Where there is a choice, what is selected already is preferred, then the first alternative that
 * nothing selected so far excludes. Choices wait until everything that needs no choice is selected.
 * Never goes back.
 */
final class Walk {
  private final Scope scope;
  private final boolean strict;
  private final Map<String, BinaryPackage> selected = new LinkedHashMap<>();
  private final Set<BinaryPackage> forbidden = new HashSet<>();
  private final Deque<Requirement> plain = new ArrayDeque<>();
  private final Deque<Requirement> choices = new ArrayDeque<>();
  private boolean failed;

  private Walk(Scope scope, boolean strict) {
    this.scope = scope;
    this.strict = strict;
  }

  /**
   * The packages that work together; empty where the walk ran into a conflict or an unmet need,
   * which does not mean there is no way.
   */
  static Optional<Collection<BinaryPackage>> consistent(Scope scope, List<BinaryPackage> roots)
      throws FaultException {
    Walk walk = new Walk(scope, true);
    walk.run(roots);
    return walk.failed ? Optional.empty() : Optional.of(walk.selected.values());
  }

  /** The packages apt would like, whether they work together or not. */
  static Collection<BinaryPackage> preferred(Scope scope, List<BinaryPackage> roots)
      throws FaultException {
    Walk walk = new Walk(scope, false);
    walk.run(roots);
    return walk.selected.values();
  }

  private void run(List<BinaryPackage> roots) throws FaultException {
    for (BinaryPackage root : roots) {
      select(root);
    }
    while (!stopped() && !(plain.isEmpty() && choices.isEmpty())) {
      Requirement next = plain.isEmpty() ? choices.remove() : plain.remove();
      if (!isMet(next)) {
        choose(next);
      }
    }
  }

  private boolean stopped() {
    return failed && strict;
  }

  private boolean isMet(Requirement requirement) {
    return requirement.candidates().stream().anyMatch(this::isSelected);
  }

  private boolean isSelected(BinaryPackage binary) {
    return binary.equals(selected.get(binary.name()));
  }

  private void choose(Requirement requirement) throws FaultException {
    Optional<BinaryPackage> first = Optional.empty();
    for (BinaryPackage candidate : requirement.candidates()) {
      if (scope.universe().isCandidate(candidate) && !clashes(candidate)) {
        first = Optional.of(candidate);
        break;
      }
    }
    if (first.isPresent()) {
      select(first.get());
    } else {
      failed = true;
      Optional<BinaryPackage> any = requirement.candidates().stream().findFirst();
      if (!strict && any.isPresent() && !selected.containsKey(any.get().name())) {
        select(any.get());
      }
    }
  }

  private boolean clashes(BinaryPackage candidate) throws FaultException {
    if (forbidden.contains(candidate) || selected.containsKey(candidate.name())) {
      return true;
    }
    for (Exclusion exclusion : scope.exclusions(candidate)) {
      if (isSelected(exclusion.other())) {
        return true;
      }
    }
    return false;
  }

  private void select(BinaryPackage binary) throws FaultException {
    if (isSelected(binary)) {
      return;
    }
    failed |= clashes(binary);
    selected.put(binary.name(), binary);
    for (Exclusion exclusion : scope.exclusions(binary)) {
      forbidden.add(exclusion.other());
    }
    for (Requirement requirement : scope.requirements(binary)) {
      boolean choice =
          requirement.candidates().stream().filter(scope.universe()::isCandidate).limit(2).count()
              > 1;
      (choice ? choices : plain).add(requirement);
    }
  }
}
