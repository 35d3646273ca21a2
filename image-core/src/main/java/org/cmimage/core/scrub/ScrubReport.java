package org.cmimage.core.scrub;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * The result of scrubbing a tree.
 *
 * @param removed what was removed or reset, in the order of the rules
 * @param kept what may be meant for all nodes, and was left
 * @param services the units that were added, so that nodes make their own
 */
public record ScrubReport(List<Residue> removed, List<Residue> kept, List<String> services) {
  public ScrubReport {
    removed = ImmutableList.copyOf(removed);
    kept = ImmutableList.copyOf(kept);
    services = ImmutableList.copyOf(services);
  }
}
