package org.cmimage.sources.deb.resolve.sat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.cmimage.core.fault.Subject;

/** Explains why packages cannot be installed together. */
public final class Explanation {
  private static final int MOST_REASONS = 12;

  /** What cannot be done for these reasons. */
  public static final Subject CHOOSING = Subject.of("cannot choose packages");

  private Explanation() {}

  /**
   * Returns reasons as one fact.
   *
   * @param reasons constraints that contradict each other
   */
  public static String of(Collection<Reason> reasons) {
    List<Reason> chain = chain(reasons);
    String sentences =
        chain.stream().limit(MOST_REASONS).map(Reason::toString).collect(Collectors.joining("; "));
    int more = Math.max(0, chain.size() - MOST_REASONS);

    return sentences + (more == 0 ? "" : "; and " + more + " more reasons");
  }

  /**
   * Returns the reasons in an order in which each concerns packages that were named before,
   * beginning with the requested ones.
   */
  static List<Reason> chain(Collection<Reason> reasons) {
    List<Reason> rest = new ArrayList<>(reasons);
    Collections.sort(rest);
    List<Reason> chain = new ArrayList<>();
    Set<String> named = new HashSet<>();
    while (!rest.isEmpty()) {
      Reason next =
          rest.stream()
              .filter(r -> named.contains(r.subject()) && !(r instanceof Reason.Requested))
              .findFirst()
              .or(() -> rest.stream().filter(r -> r instanceof Reason.Requested).findFirst())
              .orElse(rest.get(0));
      rest.remove(next);
      chain.add(next);
      named.add(next.subject());
      named.addAll(next.objects());
    }
    return chain;
  }
}
