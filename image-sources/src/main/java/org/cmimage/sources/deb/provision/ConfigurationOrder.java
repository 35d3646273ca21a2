package org.cmimage.sources.deb.provision;

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
import org.cmimage.core.rootfs.Rootfs;

/**
 * The order in which packages are configured and their pre-install scripts run: base-passwd, which
 * makes the accounts; what is essential, with all it needs; what is required, likewise; the rest.
 * In each group a package comes after what it needs, as far as packages do not need each other.
 *
 * <p>So that what others use without depending on it is there first, as it would be on a system
 * that was installed package by package: base-files makes {@code /usr/local} and {@code
 * /etc/shells}, passwd makes {@code /etc/shadow}. The groups are told to dpkg one by one, for it
 * puts off a package of a dependency cycle, and with it all that need it, to the end of what it was
 * told. New accounts get the same numbers in every build.
 */
final class ConfigurationOrder {
  private static final int REST = 4;

  private final SetMultimap<String, PackageState> byName = LinkedHashMultimap.create();
  private final Set<PackageState> placed = new HashSet<>();
  private final Set<PackageState> initramfs;

  private ConfigurationOrder(List<PackageState> packages, Set<PackageState> initramfs) {
    this.initramfs = initramfs;
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
   * @param resolved names in the order of preference where dependencies leave a choice
   */
  static List<List<PackageState>> of(
      Rootfs tree, List<PackageState> packages, List<String> resolved) throws IOException {
    return of(packages, resolved, InitramfsPackages.of(tree, packages));
  }

  static List<List<PackageState>> of(
      List<PackageState> packages, List<String> resolved, Set<PackageState> initramfs) {
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
    ConfigurationOrder order = new ConfigurationOrder(preferred, initramfs);
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

  private int group(PackageState pkg) {
    if (pkg.name().equals("base-passwd")) {
      return 0;
    }
    return pkg.essential() ? 1 : pkg.required() ? 2 : initramfs.contains(pkg) ? 3 : REST;
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
