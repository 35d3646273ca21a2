package org.cmimage.core.identity;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cmimage.core.tree.TreePath;

/**
 * A count of paths with a common property, and the first of them in the order of their bytes,
 * whatever order they are added in. Thread-safe.
 */
public final class OffendingPaths {
  private static final int NAMED = 3;

  private final TreeSet<TreePath> first = new TreeSet<>();
  private long count;

  /** Adds a path. */
  public synchronized void add(TreePath path) {
    count++;
    first.add(path);
    if (first.size() > NAMED) {
      first.pollLast();
    }
  }

  /** Returns the first path, or empty if there is none. */
  public synchronized Optional<TreePath> first() {
    return first.isEmpty() ? Optional.empty() : Optional.of(first.first());
  }

  /** Returns the number of paths. */
  synchronized long count() {
    return count;
  }

  /** Returns the first few paths, for messages. */
  synchronized List<String> named() {
    return first.stream().map(TreePath::toString).toList();
  }

  /**
   * Returns the text used in messages: {@code /a}, {@code /a, /b}, or {@code /a, /b, /c and 7
   * more}.
   */
  @Override
  public synchronized String toString() {
    String named = first.stream().map(TreePath::toString).collect(Collectors.joining(", "));
    return count > first.size() ? named + " and " + (count - first.size()) + " more" : named;
  }
}
