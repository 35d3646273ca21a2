package org.cmimage.sources.deb.transaction;

import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.installed.InstalledPackage;
import org.cmimage.sources.deb.installed.InstalledPackages;
import org.cmimage.sources.deb.installed.State;

/**
 * The packages to remove, and their order: first those that conflict with others; but a package
 * that a remaining one depends on, if a new one satisfies that dependency too, only when the new
 * one is configured.
 *
 * @param first names removed before dpkg unpacks anything
 * @param last names removed when all else is configured
 * @param purged names, of either, whose configuration files are removed too
 */
public record Removals(List<String> first, List<String> last, Set<String> purged) {
  /** No removals. */
  public static final Removals NONE = new Removals(List.of(), List.of(), Set.of());

  public Removals {
    first = List.copyOf(first);
    last = List.copyOf(last);
    purged = Set.copyOf(purged);
  }

  /**
   * Determines the order of removals.
   *
   * @param installed the packages of the tree
   * @param names all that are removed or purged
   * @param purged those whose configuration files are removed too
   * @param unpacked the packages that are installed or replaced
   */
  public static Removals of(
      InstalledPackages installed,
      Collection<String> names,
      Set<String> purged,
      List<BinaryPackage> unpacked)
      throws FaultException {
    Set<String> changed = new HashSet<>(names);
    unpacked.forEach(binary -> changed.add(binary.name()));
    List<BinaryPackage> after = new ArrayList<>(unpacked);
    for (InstalledPackage each : installed.all()) {
      if (each.state().isUnpacked() && !changed.contains(each.name())) {
        after.add(each.binary());
      }
    }
    Set<String> needed = new HashSet<>();
    for (BinaryPackage binary : after) {
      addNames(binary.preDepends(), needed);
      addNames(binary.depends(), needed);
    }
    Set<String> refused = new HashSet<>();
    for (BinaryPackage binary : unpacked) {
      addNames(binary.conflicts(), refused);
      addNames(binary.breaks(), refused);
    }
    List<String> first = new ArrayList<>();
    List<String> last = new ArrayList<>();
    for (String name : names) {
      Set<String> own = new HashSet<>(Set.of(name));
      for (InstalledPackage each : installed.all()) {
        if (each.name().equals(name) && each.state() != State.CONFIG_FILES) {
          addNames(each.binary().provides(), own);
          addRefusing(each.binary(), unpacked, name, refused);
        }
      }
      boolean waits = own.stream().anyMatch(needed::contains);
      (waits && own.stream().noneMatch(refused::contains) ? last : first).add(name);
    }
    return new Removals(first, last, purged);
  }

  /** Records a removed package that itself conflicts with an unpacked one. */
  private static void addRefusing(
      BinaryPackage removed, List<BinaryPackage> unpacked, String name, Set<String> refused)
      throws FaultException {
    Set<String> against = new HashSet<>();
    addNames(removed.conflicts(), against);
    addNames(removed.breaks(), against);
    for (BinaryPackage binary : unpacked) {
      Set<String> its = new HashSet<>(Set.of(binary.name()));
      addNames(binary.provides(), its);
      if (its.stream().anyMatch(against::contains)) {
        refused.add(name);
      }
    }
  }

  private static void addNames(List<Dependency> dependencies, Set<String> names) {
    for (Dependency dependency : dependencies) {
      for (Relation relation : dependency.alternatives()) {
        names.add(relation.name());
      }
    }
  }

  /** Returns the names of all removed packages. */
  Iterable<String> all() {
    return Iterables.concat(first, last);
  }
}
