package org.cmimage.core.history;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;

/**
 * A tree that a change replaced.
 *
 * @param id such as {@code 20261129T185824Z}; sorted by time
 * @param replaced when it was replaced
 * @param changes the package changes, a line each, for display
 */
public record FormerTree(String id, Instant replaced, List<String> changes) {
  public FormerTree {
    changes = ImmutableList.copyOf(changes);
  }
}
