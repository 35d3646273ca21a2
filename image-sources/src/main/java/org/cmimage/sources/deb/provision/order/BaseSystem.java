package org.cmimage.sources.deb.provision.order;

import com.google.common.collect.ImmutableSetMultimap;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.tree.TreePath;
import org.cmimage.sources.deb.control.BinaryPackage;
import org.cmimage.sources.deb.control.Dependency;
import org.cmimage.sources.deb.control.Relation;
import org.cmimage.sources.deb.unpack.database.UnpackRules;

/**
 * The essential and required packages with all their dependencies: they are unpacked together and
 * configured before any other, as by debootstrap. Also the packages that others must have
 * configured beyond them before they are unpacked (Debian Policy 7.2).
 *
 * @param packages names of the base's packages
 * @param prerequisites names of packages beyond the base, by the name of the one that pre-depends
 *     on them
 * @param before the same with all their dependencies beyond the base
 */
public record BaseSystem(
    Set<String> packages,
    ImmutableSetMultimap<String, String> prerequisites,
    ImmutableSetMultimap<String, String> before) {
  public BaseSystem {
    packages = Set.copyOf(packages);
  }

  /**
   * Determines the base among the packages of a system.
   *
   * @param order each package after its dependencies
   */
  public static BaseSystem of(List<BinaryPackage> order) throws FaultException {
    List<PackageState> states = order.stream().map(PackageState::of).toList();
    List<List<PackageState>> groups =
        ConfigurationOrder.of(
            states,
            order.stream().map(BinaryPackage::name).toList(),
            Set.of(),
            pkg -> pkg.essential() || pkg.required());
    Set<String> base = new HashSet<>();
    for (List<PackageState> group : groups.subList(0, ConfigurationOrder.BASE + 1)) {
      group.forEach(pkg -> base.add(pkg.name()));
    }
    return of(order, states, base);
  }

  /**
   * Returns an empty base: the packages of a transaction are unpacked onto a working system.
   *
   * @param order packages that are installed or replaced
   */
  public static BaseSystem none(List<BinaryPackage> order) throws FaultException {
    return of(order, order.stream().map(PackageState::of).toList(), Set.of());
  }

  private static BaseSystem of(
      List<BinaryPackage> order, List<PackageState> states, Set<String> base)
      throws FaultException {
    ImmutableSetMultimap.Builder<String, String> prerequisites = ImmutableSetMultimap.builder();
    Map<String, Set<String>> providers = providers(states);
    for (BinaryPackage binary : order) {
      if (!base.contains(binary.name())) {
        for (Dependency dependency : binary.preDepends()) {
          Set<String> satisfying = new LinkedHashSet<>();
          for (Relation relation : dependency.alternatives()) {
            satisfying.addAll(providers.getOrDefault(relation.name(), Set.of()));
          }
          if (satisfying.stream().noneMatch(base::contains)) {
            prerequisites.putAll(binary.name(), satisfying);
          }
        }
      }
    }
    ImmutableSetMultimap<String, String> direct = prerequisites.build();
    return new BaseSystem(base, direct, before(direct, states, providers, base));
  }

  private static ImmutableSetMultimap<String, String> before(
      ImmutableSetMultimap<String, String> direct,
      List<PackageState> states,
      Map<String, Set<String>> providers,
      Set<String> base) {
    Map<String, PackageState> byName = new HashMap<>();
    states.forEach(state -> byName.put(state.name(), state));
    ImmutableSetMultimap.Builder<String, String> before = ImmutableSetMultimap.builder();
    for (String waiting : direct.keySet()) {
      Set<String> reached = new LinkedHashSet<>();
      Deque<String> next = new ArrayDeque<>(direct.get(waiting));
      while (!next.isEmpty()) {
        PackageState state = byName.get(next.remove());
        if (state != null && !base.contains(state.name()) && reached.add(state.name())) {
          state.needs().forEach(need -> next.addAll(providers.getOrDefault(need, Set.of())));
        }
      }
      reached.remove(waiting);
      before.putAll(waiting, reached);
    }
    return before.build();
  }

  private static Map<String, Set<String>> providers(List<PackageState> states) {
    Map<String, Set<String>> providers = new HashMap<>();
    for (PackageState state : states) {
      providers.computeIfAbsent(state.name(), name -> new LinkedHashSet<>()).add(state.name());
      for (String virtual : state.provides()) {
        providers.computeIfAbsent(virtual, name -> new LinkedHashSet<>()).add(state.name());
      }
    }
    return providers;
  }

  /** Returns the rules by which its packages and the others are unpacked. */
  public UnpackRules rules() {
    return new UnpackRules(packages, before, Set.of(TreePath.of(ConfigureGuards.UPDATE_INITRAMFS)));
  }
}
