package org.cmimage.sources.deb.resolve;

import java.util.List;
import java.util.Set;
import org.cmimage.core.spi.PackageSystem.Updates;

/**
 * What is to be changed in a system.
 *
 * @param names packages to install, or those to update where only {@link Updates#NAMED} ones are;
 *     one that is installed is brought to the version apt would take
 * @param removed packages to remove, with what depends on them
 * @param updates which packages are updated
 * @param priorities whose packages are all wanted; one that is installed stays as it is
 * @param excluded packages that must not be installed; needs that only they would meet count as met
 */
public record TransactionRequest(
    List<String> names,
    List<String> removed,
    Updates updates,
    Set<String> priorities,
    Set<String> excluded) {
  public TransactionRequest {
    names = List.copyOf(names);
    removed = List.copyOf(removed);
    priorities = Set.copyOf(priorities);
    excluded = Set.copyOf(excluded);
  }
}
