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
 * What is selected of each package while a change is planned, and what may be done to it: the
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
   * The marks of a system that stays as it is.
   *
   * @param held names of packages that stay at their version
   */
  public Marks(Scope scope, Set<String> held) {
    this.scope = scope;
    this.held = held;
    this.installed = scope.universe().installed();
    this.selected = new TreeMap<>(installed);
  }

  /** All packages that will be there, by name. */
  public Map<String, BinaryPackage> selected() {
    return selected;
  }

  /** Returns the version that is installed; empty if none is. */
  public Optional<BinaryPackage> installed(String name) {
    return Optional.ofNullable(installed.get(name));
  }

  /** Returns the version that there will be; empty if there will be none. */
  public Optional<BinaryPackage> selected(String name) {
    return Optional.ofNullable(selected.get(name));
  }

  /** Returns whether there will be this version. */
  public boolean isSelected(BinaryPackage binary) {
    return binary.equals(selected.get(binary.name()));
  }

  /** The version apt would take, unless it turned out that it cannot be had. */
  Optional<BinaryPackage> candidate(String name) {
    return discarded.getOrDefault(name, scope.universe().candidate(name));
  }

  boolean isCandidate(BinaryPackage binary) {
    return candidate(binary.name()).filter(binary::equals).isPresent();
  }

  /** Whether another version will be unpacked. */
  boolean isChanging(String name) {
    return selected.containsKey(name) && !selected(name).equals(installed(name));
  }

  /** Returns whether a package that is installed will be gone. */
  public boolean isRemoved(String name) {
    return installed.containsKey(name) && !selected.containsKey(name);
  }

  boolean isKept(String name) {
    return selected(name).equals(installed(name));
  }

  /** Whether only the user may change it. */
  boolean isFixed(String name) {
    return fixed.contains(name);
  }

  /** Lets a package stay as it is marked. */
  public void fix(String name) {
    fixed.add(name);
  }

  void unfix(String name) {
    fixed.remove(name);
  }

  /** Notes that a package was asked for. */
  void ask(String name) {
    asked.add(name);
    fixed.add(name);
  }

  /** Whether a package that is not asked for may be unpacked. */
  boolean mayInstall(String name) {
    return isChanging(name) || !fixed.contains(name) && !held.contains(name);
  }

  /** Selects the candidate. */
  void select(String name) {
    candidate(name).ifPresent(binary -> selected.put(name, binary));
  }

  /** Takes what is left as the only candidate. */
  void discardCandidate(String name) {
    discarded.put(name, selected(name));
  }

  /** Gives up to change a package, and its candidate. */
  void discardInstall(String name) {
    if (!isKept(name) || !candidate(name).equals(installed(name))) {
      restore(name);
      discardCandidate(name);
    }
  }

  /** Keeps a package as it is; false where that is not allowed. */
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

  /** Whether a package may be removed that nobody wants removed. */
  boolean mayRemove(String name) {
    if (isRemoved(name)) {
      return true;
    }
    boolean isEssential =
        installed(name).or(() -> selected(name)).filter(b -> b.traits().essential()).isPresent();
    boolean isNewAndAsked = !installed.containsKey(name) && asked.contains(name);
    return !fixed.contains(name) && !held.contains(name) && !isEssential && !isNewAndAsked;
  }

  /** Removes a package; false where that is not allowed. */
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

  /** Whether what is selected of a package lacks something, or excludes something selected. */
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

  /** The names of all packages that are broken, in order. */
  public List<String> broken() throws FaultException {
    List<String> broken = new ArrayList<>();
    for (String name : selected.keySet()) {
      if (isBroken(name)) {
        broken.add(name);
      }
    }
    return broken;
  }

  /** What was marked at some time. */
  record Snapshot(
      Map<String, BinaryPackage> selected,
      Map<String, Optional<BinaryPackage>> discarded,
      Set<String> fixed) {}

  Snapshot snapshot() {
    return new Snapshot(Map.copyOf(selected), Map.copyOf(discarded), Set.copyOf(fixed));
  }

  /** Goes back to what was marked then. */
  void restore(Snapshot snapshot) {
    selected.clear();
    selected.putAll(snapshot.selected);
    discarded.clear();
    discarded.putAll(snapshot.discarded);
    fixed.clear();
    fixed.addAll(snapshot.fixed);
  }
}
