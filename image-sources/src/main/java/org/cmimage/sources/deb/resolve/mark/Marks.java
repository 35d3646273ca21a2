package org.cmimage.sources.deb.resolve.mark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.resolve.universe.Exclusion;
import org.cmimage.sources.deb.resolve.universe.Requirement;
import org.cmimage.sources.deb.resolve.universe.Scope;

/**
 * The selected version of each package while a change is planned, and the permitted changes: the
 * states of apt's {@code pkgDepCache}, without consequences.
 */
public final class Marks {
  private final Scope scope;
  private final Set<String> held;
  private final Map<String, BinaryPackage> installed;
  private final Map<String, BinaryPackage> selected;
  private final Map<String, Optional<BinaryPackage>> discarded = new HashMap<>();
  private final Set<String> fixed = new HashSet<>();
  private final Set<String> asked = new HashSet<>();

  /**
   * Creates the marks of an unchanged system.
   *
   * @param held names of packages that keep their version
   */
  public Marks(Scope scope, Set<String> held) {
    this.scope = scope;
    this.held = held;
    this.installed = scope.universe().installed();
    this.selected = new TreeMap<>(installed);
  }

  /** Returns all packages of the resulting system, by name. */
  public Map<String, BinaryPackage> selected() {
    return selected;
  }

  /** Returns the installed version; empty if there is none. */
  public Optional<BinaryPackage> installed(String name) {
    return Optional.ofNullable(installed.get(name));
  }

  /** Returns the version in the resulting system; empty if there is none. */
  public Optional<BinaryPackage> selected(String name) {
    return Optional.ofNullable(selected.get(name));
  }

  /** Returns whether the resulting system has this version. */
  public boolean isSelected(BinaryPackage binary) {
    return binary.equals(selected.get(binary.name()));
  }

  /** Returns the version that apt would choose, unless it proved uninstallable; empty for none. */
  Optional<BinaryPackage> candidate(String name) {
    return discarded.getOrDefault(name, scope.universe().candidate(name));
  }

  boolean isCandidate(BinaryPackage binary) {
    return candidate(binary.name()).filter(binary::equals).isPresent();
  }

  /** Returns whether another version will be unpacked. */
  boolean isChanging(String name) {
    return selected.containsKey(name) && !selected(name).equals(installed(name));
  }

  /** Returns whether an installed package will be removed. */
  public boolean isRemoved(String name) {
    return installed.containsKey(name) && !selected.containsKey(name);
  }

  boolean isKept(String name) {
    return selected(name).equals(installed(name));
  }

  /** Returns whether only the user may change it. */
  boolean isFixed(String name) {
    return fixed.contains(name);
  }

  /** Protects the mark of a package from changes. */
  public void fix(String name) {
    fixed.add(name);
  }

  void unfix(String name) {
    fixed.remove(name);
  }

  /** Records that a package was requested. */
  void ask(String name) {
    asked.add(name);
    fixed.add(name);
  }

  /** Returns whether a package that was not requested may be unpacked. */
  boolean mayInstall(String name) {
    return isChanging(name) || !fixed.contains(name) && !held.contains(name);
  }

  /** Selects the candidate. */
  void select(String name) {
    candidate(name).ifPresent(binary -> selected.put(name, binary));
  }

  /** Makes the selected version the only candidate. */
  void discardCandidate(String name) {
    discarded.put(name, selected(name));
  }

  /** Discards the change of a package, and its candidate. */
  void discardInstall(String name) {
    if (!isKept(name) || !candidate(name).equals(installed(name))) {
      restore(name);
      discardCandidate(name);
    }
  }

  /** Keeps a package as it is; returns whether that is permitted. */
  boolean keep(String name) {
    if (isKept(name)) {
      return true;
    }
    if (fixed.contains(name)) {
      return false;
    }
    restore(name);
    return true;
  }

  private void restore(String name) {
    installed(name)
        .ifPresentOrElse(binary -> selected.put(name, binary), () -> selected.remove(name));
  }

  /** Returns whether a package may be removed whose removal was not requested. */
  boolean mayRemove(String name) {
    if (isRemoved(name)) {
      return true;
    }
    boolean isEssential =
        installed(name).or(() -> selected(name)).filter(b -> b.traits().essential()).isPresent();
    boolean isNewAndAsked = !installed.containsKey(name) && asked.contains(name);
    return !fixed.contains(name) && !held.contains(name) && !isEssential && !isNewAndAsked;
  }

  /** Removes a package; returns whether that is permitted. */
  boolean remove(String name) {
    if (!mayRemove(name)) {
      return false;
    }
    selected.remove(name);
    return true;
  }

  boolean isMet(Requirement requirement) {
    return requirement.candidates().stream().anyMatch(this::isSelected);
  }

  /**
   * Returns whether the selected version of a package has an unmet dependency or a conflict with a
   * selected package.
   */
  boolean isBroken(String name) throws FaultException {
    BinaryPackage binary = selected.get(name);
    if (binary == null) {
      return false;
    }
    for (Requirement requirement : scope.requirements(binary)) {
      if (!isMet(requirement)) {
        return true;
      }
    }
    for (Exclusion exclusion : scope.exclusions(binary)) {
      if (isSelected(exclusion.other())) {
        return true;
      }
    }
    return false;
  }

  /** Returns the names of all broken packages, in order. */
  public List<String> broken() throws FaultException {
    List<String> broken = new ArrayList<>();
    for (String name : selected.keySet()) {
      if (isBroken(name)) {
        broken.add(name);
      }
    }
    return broken;
  }

  /** The marks at one time. */
  record Snapshot(
      Map<String, BinaryPackage> selected,
      Map<String, Optional<BinaryPackage>> discarded,
      Set<String> fixed) {}

  Snapshot snapshot() {
    return new Snapshot(Map.copyOf(selected), Map.copyOf(discarded), Set.copyOf(fixed));
  }

  /** Restores the marks of a snapshot. */
  void restore(Snapshot snapshot) {
    selected.clear();
    selected.putAll(snapshot.selected);
    discarded.clear();
    discarded.putAll(snapshot.discarded);
    fixed.clear();
    fixed.addAll(snapshot.fixed);
  }
}
