package org.cmimage.core.yaml;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Suggestions for a name that does not exist. */
public final class NearMatches {
  /**
   * The length above which a name is not compared: its edit distance is meaningless and slow to
   * compute.
   */
  private static final int LONGEST = 64;

  private NearMatches() {}

  /**
   * Returns the names nearest to {@code text}, nearest first, at most three: those that begin with
   * it, and those whose edit distance is at most a third of its length (two at least). Empty where
   * none is near.
   */
  public static List<String> of(String text, Collection<String> names) {
    return nearest(text, names, Math.max(2, text.length() / 3), 3);
  }

  /**
   * Returns as {@link #of}, at most five, and only those from which at most a quarter of its
   * letters (one at least) distinguish it: of tens of thousands of names, some are near to any
   * text.
   */
  public static List<String> amongMany(String text, Collection<String> names) {
    return nearest(text, names, Math.max(1, text.length() / 4), 5);
  }

  private record Near(String name, int distance) {}

  private static List<String> nearest(String text, Collection<String> names, int limit, int most) {
    if (text.isEmpty() || text.length() > LONGEST) {
      return List.of();
    }
    return names.stream()
        .filter(name -> name.startsWith(text) || Math.abs(name.length() - text.length()) <= limit)
        .map(name -> new Near(name, distance(text, name)))
        .filter(near -> near.distance() <= limit || near.name().startsWith(text))
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
        .limit(most)
        .map(Near::name)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the Damerau-Levenshtein distance: insertions, deletions, replacements, and swaps of two
   * adjacent letters.
   */
  static int distance(String first, String second) {
    int[] beforeLast = new int[second.length() + 1];
    int[] last = new int[second.length() + 1];
    for (int j = 0; j <= second.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= first.length(); i++) {
      int[] row = new int[second.length() + 1];
      row[0] = i;
      for (int j = 1; j <= second.length(); j++) {
        boolean same = first.charAt(i - 1) == second.charAt(j - 1);
        row[j] = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && first.charAt(i - 1) == second.charAt(j - 2)
                && first.charAt(i - 2) == second.charAt(j - 1);
        if (swapped) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[second.length()];
  }
}
