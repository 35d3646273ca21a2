package org.cmimage.sources.deb.provision;

import com.google.common.collect.Ordering;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which packages are told to dpkg and their pre-install scripts run: base-passwd,
 * which makes the accounts; what is essential; what is required; the rest; each group as the
 * resolver ordered it. dpkg puts off a package whose dependencies are not met yet, so the order is
 * a wish there. It keeps what other packages may use without depending on it in front, and makes
 * the numbers that new accounts get the same in every build.
 */
final class ConfigurationOrder {
  private ConfigurationOrder() {}

  /** The same packages, ordered; those the resolver did not name come last in their group. */
  static List<PackageState> of(List<PackageState> packages, List<String> resolved) {
    Map<String, Integer> positions = new HashMap<>();
    for (String name : resolved) {
      positions.putIfAbsent(name, positions.size());
    }
    Comparator<PackageState> order =
        Comparator.comparingInt(ConfigurationOrder::group)
            .thenComparingInt(p -> positions.getOrDefault(p.name(), Integer.MAX_VALUE))
            .thenComparing(PackageState::name)
            .thenComparing(PackageState::architecture);
    return Ordering.from(order).immutableSortedCopy(packages);
  }

  private static int group(PackageState pkg) {
    if (pkg.name().equals("base-passwd")) {
      return 0;
    }
    return pkg.essential() ? 1 : pkg.required() ? 2 : 3;
  }
}
