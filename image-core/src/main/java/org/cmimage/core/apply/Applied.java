package org.cmimage.core.apply;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.core.netboot.ServedChange;

/**
 * What applying a cluster to its head node changes, or has changed.
 *
 * @param changes the files, in the order in which they are written
 * @param served the copies that nodes fetch when they boot
 * @param warnings what has no effect, or could not be carried out, a sentence each
 */
public record Applied(
    List<HostFileChange> changes, List<ServedChange> served, List<String> warnings) {
  public Applied {
    changes = ImmutableList.copyOf(changes);
    served = ImmutableList.copyOf(served);
    warnings = ImmutableList.copyOf(warnings);
  }

  /** Returns whether nothing is changed. */
  public boolean isNothing() {
    return changes.isEmpty() && served.isEmpty();
  }

  /** Returns how many files are changed. */
  public int count() {
    return changes.size() + served.size();
  }

  /** Returns both together, this one first. */
  Applied and(Applied other) {
    return new Applied(
        ImmutableList.<HostFileChange>builder().addAll(changes).addAll(other.changes).build(),
        ImmutableList.<ServedChange>builder().addAll(served).addAll(other.served).build(),
        ImmutableList.<String>builder().addAll(warnings).addAll(other.warnings).build());
  }
}
