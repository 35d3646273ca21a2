package org.cmimage.core.apply;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What applying a cluster to its head node changes, or has changed.
 *
 * @param changes the files, in the order in which they are written
 * @param warnings what has no effect, or could not be carried out, a sentence each
 */
public record Applied(List<HostFileChange> changes, List<String> warnings) {
  public Applied {
    changes = ImmutableList.copyOf(changes);
    warnings = ImmutableList.copyOf(warnings);
  }
}
