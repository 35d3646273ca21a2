package org.cmimage.sources.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cmimage.core.tree.TreePath;

/**
 * Some members of an archive.
 *
 * @param count how many there are
 * @param examples the first of them
 */
public record Members(long count, List<TreePath> examples) {
  private static final int EXAMPLES = 5;

  public Members {
    examples = List.copyOf(examples);
  }

  /** Returns the first of them, for people. */
  @Override
  public String toString() {
    return examples.stream().map(TreePath::toString).collect(Collectors.joining(", "))
        + (count > examples.size() ? ", ..." : "");
  }

  /** Counts members as they come. */
  static final class Counter {
    private final List<TreePath> examples = new ArrayList<>();
    private long count;

    void add(TreePath path) {
      count++;
      if (examples.size() < EXAMPLES) {
        examples.add(path);
      }
    }

    /** Returns those that came so far. */
    Members members() {
      return new Members(count, examples);
    }
  }
}
