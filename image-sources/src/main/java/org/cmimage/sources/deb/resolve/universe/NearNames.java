package org.cmimage.sources.deb.resolve.universe;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.cmimage.core.yaml.NearMatches;

/** Suggests names that may have been meant. */
final class NearNames {
  private static final int MOST = 5;

  private record Near(String name, int distance) {}

  private NearNames() {}

  /**
   * Returns the names closest to one that is not among them, the closest first; empty if none is
   * close.
   */
  static List<String> of(String wanted, Collection<String> names) {
    int limit = Math.max(1, wanted.length() / 4);
    return names.stream()
        .filter(
            name -> Math.abs(name.length() - wanted.length()) <= limit || name.startsWith(wanted))
        .map(
            name ->
                new Near(
                    name, name.startsWith(wanted) ? limit : NearMatches.distance(wanted, name)))
        .filter(near -> near.distance() <= limit)
        .sorted(
            Comparator.comparingInt(Near::distance)
                .thenComparing(near -> near.name().length())
                .thenComparing(Near::name))
        .limit(MOST)
        .map(Near::name)
        .toList();
  }
}
