package org.cmimage.sources.deb.resolve.mark;

import java.util.List;
import java.util.Optional;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.resolve.universe.Requirement;
import org.cmimage.sources.deb.resolve.universe.Scope;

/**
 * Resolves what is broken because of a removal, as apt's {@code pkgProblemResolver} does: new
 * packages are dropped, packages whose newer version does not need the removed one are upgraded,
 * another alternative is installed, and the remaining broken packages are removed as well.
 */
public final class Repair {
  private static final int MAX_ROUNDS = 50;

  private final Scope scope;
  private final Marks marks;
  private final Marking marking;

  /** Creates a repair of these marks. */
  public Repair(Scope scope, Marks marks, Marking marking) {
    this.scope = scope;
    this.marks = marks;
    this.marking = marking;
  }

  /** Repairs what can be repaired in this way. */
  public void run() throws FaultException {
    boolean changed = true;
    for (int round = 0; changed && round < MAX_ROUNDS; round++) {
      changed = false;
      for (String name : marks.broken()) {
        if (!marks.isFixed(name) && marks.isBroken(name)) {
          changed |= repair(name);
        }
      }
    }
  }

  private boolean repair(String name) throws FaultException {
    return keeps(name)
        || attempt(name, () -> marking.upgrade(name))
        || installsAlternative(name)
        || marks.remove(name);
  }

  private boolean keeps(String name) throws FaultException {
    return marks.isChanging(name) && marks.keep(name) && !marks.isBroken(name);
  }

  private boolean installsAlternative(String name) throws FaultException {
    Optional<BinaryPackage> binary = marks.selected(name);
    if (binary.isEmpty()) {
      return false;
    }
    for (Requirement requirement : scope.requirements(binary.get())) {
      List<Relation> alternatives = requirement.dependency().alternatives();
      if (!marks.isMet(requirement) && alternatives.size() > 1) {
        for (Relation alternative : alternatives) {
          String its = alternative.name();
          boolean isNew = marks.installed(its).isEmpty() && marks.selected(its).isEmpty();
          if (isNew && attempt(its, () -> marking.install(its)) && marks.isMet(requirement)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** A change that may have to be undone because it breaks more than it repairs. */
  @FunctionalInterface
  private interface Attempt {
    boolean run() throws FaultException;
  }

  private boolean attempt(String name, Attempt attempt) throws FaultException {
    int before = marks.broken().size();
    Marks.Snapshot snapshot = marks.snapshot();
    boolean good =
        attempt.run()
            && !marks.isKept(name)
            && !marks.isBroken(name)
            && marks.broken().size() <= before;
    if (!good) {
      marks.restore(snapshot);
    }
    return good;
  }
}
