package org.cmimage.core.history;

import com.google.common.collect.ImmutableList;
import java.time.Instant;
import java.util.List;

/**
 * A tree that a change replaced.
 *
 * @param id such as {@code 20261129T185824Z}; later ones sort behind
 * @param replaced when it was replaced
 * @param changes what the change did, a line for each package, for people
 */
public record FormerTree(String id, Instant replaced, List<String> changes) {
  public FormerTree {
    changes = ImmutableList.copyOf(changes);
  }
}
