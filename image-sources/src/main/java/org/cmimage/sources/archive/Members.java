package org.cmimage.sources.archive;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.cmimage.core.tree.TreePath;

/**
 * A number of members of an archive, with examples.
 *
 * @param count their number
 * @param examples the first of them
 */
public record Members(long count, List<TreePath> examples) {
  private static final int EXAMPLES = 5;

  public Members {
    examples = List.copyOf(examples);
  }

  /** Returns the examples for a message, followed by an ellipsis if there are more. */
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

    /** Returns the members counted so far. */
    Members members() {
      return new Members(count, examples);
    }
  }
}
