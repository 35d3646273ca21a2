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
 * makes the accounts; what is essential, with all it needs; the rest of the base; the others. In
 * each group a package comes after what it needs, as far as packages do not need each other.
 *
 * <p>So that what others use without depending on it is there first, as it would be on a system
 * that was installed package by package: base-files makes {@code /usr/local} and {@code
 * /etc/shells}, passwd makes {@code /etc/shadow}. The groups are told to dpkg one by one, for it
 * puts off a package of a dependency cycle, and with it all that need it, to the end of what it was
 * told. New accounts get the same numbers in every build.
 */
public final class ConfigurationOrder {
  /** The last group of what a system needs before any other package. */
  public static final int BASE = 2;

  /** The group of what contributes to the initramfs. */
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
   * The packages of a tree in five groups, some of which may be empty.
   *
   * @param packages what its database says
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
   * The same.
   *
   * @param resolved names in the order of preference where dependencies leave a choice
   * @param initramfs what contributes to the initramfs
   * @param base what belongs to the base
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

  /** Returns packages with all that they need, each behind what it needs. */
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
