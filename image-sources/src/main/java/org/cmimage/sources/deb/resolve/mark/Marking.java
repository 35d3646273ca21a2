package org.cmimage.sources.deb.resolve.mark;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.resolve.universe.Exclusion;
import org.cmimage.sources.deb.resolve.universe.Requirement;
import org.cmimage.sources.deb.resolve.universe.Scope;
import org.cmimage.sources.deb.resolve.universe.Universe;

/**
 * Marks packages for installation with all consequences, as apt 2.6 does in {@code
 * pkgDepCache::MarkInstall}: dependencies are installed, conflicting packages are upgraded or
 * removed, packages that depended on the old version are upgraded, and so are the other packages of
 * the same source. Backtracks little; packages that are still broken at the end are left to a
 * search.
 */
public final class Marking {
  /** Deeper chains are left to the search. */
  private static final int MAX_DEPTH = 250;

  /** The dependency of an installed package on another by name. */
  private record Wish(BinaryPackage owner, Relation relation) {}

  private final Scope scope;
  private final Universe universe;
  private final Marks marks;
  private final ListMultimap<String, Wish> wishes = ArrayListMultimap.create();
  private final ListMultimap<BinaryPackage.Source, String> bySource = ArrayListMultimap.create();

  /** Creates a marking that starts with the installed packages. */
  public Marking(Scope scope, Marks marks) throws FaultException {
    this.scope = scope;
    this.universe = scope.universe();
    this.marks = marks;
    for (BinaryPackage binary : universe.installed().values()) {
      addWishes(binary, binary.preDepends());
      addWishes(binary, binary.depends());
      Optional<BinaryPackage> candidate = universe.candidate(binary.name());
      if (candidate.isPresent() && !candidate.get().equals(binary)) {
        bySource.put(candidate.get().source(), binary.name());
      }
    }
  }

  private void addWishes(BinaryPackage owner, List<Dependency> dependencies) {
    for (Dependency dependency : dependencies) {
      for (Relation relation : dependency.alternatives()) {
        if (universe.installed().containsKey(relation.name())) {
          wishes.put(relation.name(), new Wish(owner, relation));
        }
      }
    }
  }

  /** Marks a package that the user requested, without its dependencies. */
  public void ask(String name) {
    marks.ask(name);
    marks.select(name);
  }

  /** Marks the dependencies of a package that the user requested. */
  public void installAsked(String name) throws FaultException {
    install(name, true, 0);
  }

  /**
   * Marks a package that was not requested, without its dependencies; returns whether that is
   * possible.
   */
  public boolean upgrade(String name) throws FaultException {
    return prepare(name, false) && (isDone(name) || select(name));
  }

  private boolean select(String name) {
    if (!marks.isFixed(name) || !marks.selected(name).equals(marks.candidate(name))) {
      marks.select(name);
    }
    return true;
  }

  /**
   * Marks a package that was not requested, and its dependencies; returns whether that is possible.
   */
  public boolean install(String name) throws FaultException {
    return install(name, false, 0);
  }

  /** Checks the preconditions of any change to a package. */
  private boolean prepare(String name, boolean fromUser) throws FaultException {
    boolean isFixedAsItIs =
        marks.isFixed(name)
            && marks.isKept(name)
            && marks.installed(name).isPresent()
            && marks.candidate(name).equals(marks.installed(name));
    return (fromUser || isFixedAsItIs || marks.mayInstall(name))
        && marks.candidate(name).isPresent();
  }

  /** Returns whether a package needs no further marking. */
  private boolean isDone(String name) throws FaultException {
    if (marks.isFixed(name) || marks.isBroken(name)) {
      return false;
    }
    if (marks.candidate(name).equals(marks.installed(name))) {
      return marks.selected(name).isPresent() || marks.keep(name);
    }
    return marks.isChanging(name);
  }

  private boolean install(String name, boolean fromUser, int depth) throws FaultException {
    if (depth > MAX_DEPTH || !prepare(name, fromUser)) {
      return false;
    }
    if (isDone(name)) {
      return true;
    }
    if (!canBeMet(name)) {
      return false;
    }
    if (fromUser) {
      select(name);
    }
    return new Installation(name, fromUser, depth).run();
  }

  /**
   * Returns whether candidates could satisfy all dependencies; if not, the package is no longer a
   * candidate.
   */
  private boolean canBeMet(String name) throws FaultException {
    BinaryPackage candidate = marks.candidate(name).orElseThrow();
    if (universe.isInstalled(candidate)) {
      return true;
    }
    for (Requirement requirement : scope.requirements(candidate)) {
      if (!marks.isMet(requirement)
          && requirement.candidates().stream().noneMatch(marks::isCandidate)) {
        if (!marks.isFixed(name)) {
          marks.discardInstall(name);
        }
        return false;
      }
    }
    return true;
  }

  /** Returns the candidates that satisfy a requirement, installed ones first. */
  private List<BinaryPackage> solutions(Requirement requirement) {
    Set<BinaryPackage> present = new LinkedHashSet<>();
    Set<BinaryPackage> absent = new LinkedHashSet<>();
    for (Relation relation : requirement.dependency().alternatives()) {
      for (BinaryPackage binary :
          scope.universe().byPreference(scope.candidates(relation), relation)) {
        String name = binary.name();
        boolean forbidden = marks.isFixed(name) && marks.selected(name).isEmpty();
        if (marks.isCandidate(binary) && !forbidden) {
          (marks.installed(name).isPresent() ? present : absent).add(binary);
        }
      }
    }
    present.addAll(absent);
    return List.copyOf(present);
  }

  /** The installation of one package with all consequences. */
  private final class Installation {
    private final String name;
    private final boolean fromUser;
    private final int depth;
    private final BinaryPackage binary;
    private final boolean wasFixed;
    private final Set<String> toUpgrade = new LinkedHashSet<>();
    private final Set<String> toRemove = new LinkedHashSet<>();
    private boolean failed;

    Installation(String name, boolean fromUser, int depth) {
      this.name = name;
      this.fromUser = fromUser;
      this.depth = depth;
      this.binary = marks.candidate(name).orElseThrow();
      this.wasFixed = marks.isFixed(name);
    }

    boolean run() throws FaultException {
      collectConflicts();
      if (isLost()) {
        return false;
      }
      collectDependents();
      List<Requirement> needs = new ArrayList<>();
      for (Requirement requirement : scope.requirements(binary)) {
        if (wasFixed || !marks.isMet(requirement)) {
          needs.add(requirement);
        }
      }
      if (!fromUser) {
        select(name);
      }
      marks.fix(name);
      try {
        upgradeSameSource();
        upgradeOrRemove();
        if (!isLost()) {
          for (Requirement need : needs) {
            meet(need);
            if (isLost()) {
              break;
            }
          }
        }
        if (!isLost()) {
          for (String each : toRemove) {
            failed |= !marks.remove(each);
          }
        }
      } finally {
        if (!wasFixed) {
          marks.unfix(name);
        }
      }
      if (isLost()) {
        marks.discardInstall(name);
      }
      return !failed;
    }

    /** Returns whether it failed and the package is not required. */
    private boolean isLost() {
      return failed && !wasFixed && !fromUser;
    }

    private void collectConflicts() throws FaultException {
      List<BinaryPackage> current = new ArrayList<>();
      Set<String> bad = new HashSet<>();
      Set<Relation> violated = new HashSet<>();
      for (Exclusion exclusion : scope.exclusions(binary)) {
        if (wasFixed || marks.isSelected(exclusion.other())) {
          violated.add(exclusion.relation());
        }
      }
      for (Exclusion exclusion : scope.exclusions(binary)) {
        BinaryPackage other = exclusion.other();
        if (!violated.contains(exclusion.relation())) {
          continue;
        }
        if (universe.isInstalled(other)) {
          current.add(other);
        }
        if (!marks.isCandidate(other)) {
          continue;
        }
        if (universe.isInstalled(other)) {
          removeLater(other.name());
        } else if (marks.isChanging(other.name()) && !marks.keep(other.name())) {
          failed = true;
        } else if (wasFixed) {
          marks.discardCandidate(other.name());
          if (marks.installed(other.name()).isEmpty()) {
            marks.fix(other.name());
          }
        } else {
          bad.add(other.name());
        }
      }
      for (BinaryPackage other : current) {
        Optional<BinaryPackage> candidate = marks.candidate(other.name());
        if (candidate.isPresent()
            && !candidate.get().equals(other)
            && !bad.contains(other.name())) {
          toUpgrade.add(other.name());
        } else if (!candidate.equals(Optional.of(other))) {
          removeLater(other.name());
        }
      }
    }

    /**
     * Marks a package for removal that conflicts and cannot be upgraded, at once if this
     * installation is required.
     */
    private void removeLater(String other) {
      if (marks.isRemoved(other) && !wasFixed) {
        return;
      }
      if (!marks.mayRemove(other)) {
        failed = true;
      } else if (wasFixed) {
        marks.remove(other);
        marks.discardCandidate(other);
        marks.fix(other);
      } else {
        toRemove.add(other);
      }
    }

    /**
     * Collects the packages that depend on the installed version of this one and not on the new
     * one.
     */
    private void collectDependents() {
      Optional<BinaryPackage> present = marks.installed(name);
      if (present.isEmpty()) {
        return;
      }
      for (Wish wish : wishes.get(name)) {
        List<BinaryPackage> good = universe.satisfying(wish.relation);
        if (good.contains(present.get())
            && !good.contains(binary)
            && !marks.isChanging(wish.owner.name())) {
          toUpgrade.add(wish.owner.name());
        }
      }
    }

    private void upgradeSameSource() throws FaultException {
      List<String> others = new ArrayList<>();
      for (String other : bySource.get(binary.source())) {
        Optional<BinaryPackage> candidate = marks.candidate(other);
        if (!other.equals(name)
            && candidate.isPresent()
            && candidate.get().source().equals(binary.source())
            && !marks.selected(other).equals(candidate)
            && !candidate.equals(marks.installed(other))) {
          others.add(other);
        }
      }
      for (String other : others) {
        upgrade(other);
      }
      for (String other : others) {
        install(other, false, depth + 1);
      }
    }

    private void upgradeOrRemove() throws FaultException {
      for (String other : toUpgrade) {
        if (!marks.isChanging(other) && !install(other, false, depth + 1)) {
          if (!marks.remove(other)) {
            failed = true;
            if (isLost()) {
              return;
            }
          } else if (wasFixed) {
            marks.fix(other);
          }
        }
      }
    }

    private void meet(Requirement need) throws FaultException {
      if (marks.isMet(need)) {
        if (wasFixed) {
          fixTheOnly(need);
        }
        return;
      }
      List<BinaryPackage> solutions = solutions(need);
      for (BinaryPackage solution : solutions) {
        String its = solution.name();
        if (!marks.isCandidate(solution)) {
          continue;
        }
        if (wasFixed && solutions.size() == 1) {
          if (!upgrade(its)) {
            continue;
          }
          marks.fix(its);
        }
        if (install(its, false, depth + 1)) {
          return;
        }
      }
      failed = true;
    }

    /** Requires the only candidate of a dependency of a required package, too. */
    private void fixTheOnly(Requirement need) throws FaultException {
      List<BinaryPackage> possible =
          need.candidates().stream()
              .filter(b -> marks.isCandidate(b) || universe.isInstalled(b))
              .toList();
      if (possible.size() == 1 && !marks.isFixed(possible.get(0).name())) {
        String only = possible.get(0).name();
        marks.fix(only);
        failed |= !install(only, false, depth + 1);
      }
    }
  }
}
