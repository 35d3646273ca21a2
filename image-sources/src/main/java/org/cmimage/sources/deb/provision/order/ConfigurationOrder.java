package org.cmimage.sources.deb.provision.order;

import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.cmimage.core.rootfs.Rootfs;

/**
 * The order in which packages are configured and their pre-install scripts run: base-passwd, which
 * makes the accounts; the essential packages with all their dependencies; the rest of the base; the
 * others. In each group a package comes after its dependencies, unless they form a cycle.
 *
 * <p>So files that packages use without depending on them exist first, as on a system that was
 * installed package by package: base-files makes {@code /usr/local} and {@code /etc/shells}, passwd
 * makes {@code /etc/shadow}. dpkg gets the groups one by one, because it defers a package of a
 * dependency cycle, and with it all that depend on it, to the end of its list. New accounts get the
 * same numbers in every build.
 */
public final class ConfigurationOrder {
  /** The last group of what a system needs before any other package. */
  public static final int BASE = 2;

  /** The group of the packages that contribute to the initramfs. */
  public static final int INITRAMFS = 3;

  /** The group of all others. */
  public static final int REST = 4;

  private final SetMultimap<String, PackageState> byName = LinkedHashMultimap.create();
  private final Set<PackageState> placed = new HashSet<>();
  private final Set<PackageState> initramfs;
  private final Predicate<PackageState> base;

  private ConfigurationOrder(
      List<PackageState> packages, Set<PackageState> initramfs, Predicate<PackageState> base) {
    this.initramfs = initramfs;
    this.base = base;
    for (PackageState pkg : packages) {
      byName.put(pkg.name(), pkg);
    }
    for (PackageState pkg : packages) {
      pkg.provides().forEach(name -> byName.put(name, pkg));
    }
  }

  /**
   * Orders the packages of a tree into five groups, some of which may be empty.
   *
   * @param packages the packages of its database
   */
  public static List<List<PackageState>> of(
      Rootfs tree, List<PackageState> packages, ProvisionPlan plan) throws IOException {
    Set<String> base = plan.base().packages();
    return of(
        packages,
        plan.packages(),
        InitramfsPackages.of(tree, packages),
        pkg -> base.contains(pkg.name()));
  }

  /**
   * Orders packages into five groups.
   *
   * @param resolved names in the order of preference where dependencies leave a choice
   * @param initramfs the packages that contribute to the initramfs
   * @param base matches packages of the base
   */
  public static List<List<PackageState>> of(
      List<PackageState> packages,
      List<String> resolved,
      Set<PackageState> initramfs,
      Predicate<PackageState> base) {
    List<PackageState> preferred = preferred(packages, resolved);
    ConfigurationOrder order = new ConfigurationOrder(preferred, initramfs, base);
    List<List<PackageState>> groups = new ArrayList<>();
    for (int group = 0; group <= REST; group++) {
      List<PackageState> members = new ArrayList<>();
      for (PackageState pkg : preferred) {
        if (order.group(pkg) == group) {
          order.place(pkg, group > 0, members);
        }
      }
      groups.add(members);
    }
    return groups;
  }

  /** Returns packages with all their dependencies, each after its dependencies. */
  public static List<PackageState> withNeeds(
      List<PackageState> packages, List<String> resolved, Set<String> names) {
    List<PackageState> preferred = preferred(packages, resolved);
    ConfigurationOrder order = new ConfigurationOrder(preferred, Set.of(), pkg -> false);
    List<PackageState> members = new ArrayList<>();
    for (PackageState pkg : preferred) {
      if (names.contains(pkg.name())) {
        order.place(pkg, true, members);
      }
    }
    return members;
  }

  private static List<PackageState> preferred(List<PackageState> packages, List<String> resolved) {
    Map<String, Integer> positions = new HashMap<>();
    for (String name : resolved) {
      positions.putIfAbsent(name, positions.size());
    }
    List<PackageState> preferred = new ArrayList<>(packages);
    preferred.sort(
        Comparator.<PackageState>comparingInt(
                pkg -> positions.getOrDefault(pkg.name(), Integer.MAX_VALUE))
            .thenComparing(PackageState::name)
            .thenComparing(PackageState::architecture));
    return preferred;
  }

  private int group(PackageState pkg) {
    if (pkg.name().equals("base-passwd")) {
      return 0;
    }
    if (base.test(pkg)) {
      return pkg.essential() ? 1 : BASE;
    }
    return initramfs.contains(pkg) ? INITRAMFS : REST;
  }

  private void place(PackageState pkg, boolean withNeeds, List<PackageState> members) {
    if (!placed.add(pkg)) {
      return;
    }
    if (withNeeds) {
      for (String need : pkg.needs()) {
        byName.get(need).forEach(needed -> place(needed, true, members));
      }
    }
    members.add(pkg);
  }
}
