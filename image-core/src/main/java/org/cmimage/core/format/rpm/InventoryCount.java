package org.cmimage.core.format.rpm;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.Distribution;

/** A count of packages, in constant memory. */
final class InventoryCount {
  private static final int NAMED = 5;

  /**
   * The limit of architectures: a damaged database may have as many as packages; this many are
   * enough for a message.
   */
  private static final int MAX_ARCHITECTURES = 32;

  private static final String OTHERS = "others";

  private final SortedMap<String, Integer> byArchitecture = new TreeMap<>();
  private final SortedMap<String, SortedSet<String>> firstOf = new TreeMap<>();
  private int packages;
  private Optional<RpmPackage> release = Optional.empty();
  private Optional<Distribution> distribution = Optional.empty();
  private boolean ambiguous;

  void take(RpmPackage installed) {
    if (installed.isPublicKey()) {
      return;
    }
    packages++;
    String architecture = installed.architecture();
    String key =
        byArchitecture.size() < MAX_ARCHITECTURES || byArchitecture.containsKey(architecture)
            ? architecture
            : OTHERS;
    byArchitecture.merge(key, 1, Integer::sum);
    SortedSet<String> first = firstOf.computeIfAbsent(key, k -> new TreeSet<>());
    first.add(installed.name());
    if (first.size() > NAMED) {
      first.remove(first.last());
    }
    Optional<Distribution> named = ReleasePackages.distribution(installed);
    if (named.isPresent()) {
      ambiguous |= distribution.isPresent() && !distribution.equals(named);
      distribution = named;
      release = Optional.of(installed);
    }
  }

  RpmInventory inventory(TreePath database, List<TreePath> others) {
    SortedMap<String, List<String>> first = new TreeMap<>();
    firstOf.forEach((architecture, names) -> first.put(architecture, List.copyOf(names)));
    return new RpmInventory(
        database,
        others,
        packages,
        Collections.unmodifiableSortedMap(byArchitecture),
        Collections.unmodifiableSortedMap(first),
        ambiguous ? Optional.empty() : release);
  }
}
