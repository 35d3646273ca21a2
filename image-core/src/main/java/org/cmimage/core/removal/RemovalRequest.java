package org.cmimage.core.removal;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Set;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/**
 * A request to remove components.
 *
 * @param archOs the components' architecture and distribution
 * @param kinds the components' kinds
 * @param erase whether their trees are erased, too, with all records of them
 */
public record RemovalRequest(ArchOs archOs, Set<ComponentKind> kinds, boolean erase) {
  public RemovalRequest {
    kinds = Sets.immutableEnumSet(kinds);
  }

  /** Returns the names of the components, in the order of their kinds. */
  public List<ComponentName> names() {
    return kinds.stream()
        .map(kind -> new ComponentName(kind, archOs))
        .collect(ImmutableList.toImmutableList());
  }
}
