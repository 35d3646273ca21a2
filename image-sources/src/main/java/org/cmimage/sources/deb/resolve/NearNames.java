package org.cmimage.sources.deb.resolve;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds names that someone may have meant. */
final class NearNames {
  private static final int MOST = 5;

  private record Near(String name, int distance) {}

  private NearNames() {}

  /** The names nearest to one that is not among them, the nearest first; none where all are far. */
  static List<String> of(String wanted, Collection<String> names) {
    int limit = Math.max(1, wanted.length() / 4);
    return names.stream()
        .filter(
            name -> Math.abs(name.length() - wanted.length()) <= limit || name.startsWith(wanted))
        .map(name -> new Near(name, name.startsWith(wanted) ? limit : distance(wanted, name)))
        .filter(near -> near.distance() <= limit)
        .sorted(
            Comparator.comparingInt(Near::distance)
                .thenComparing(near -> near.name().length())
                .thenComparing(Near::name))
        .limit(MOST)
        .map(Near::name)
        .toList();
  }

  /** Characters to insert, delete or replace (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
