package org.cmimage.sources.deb.resolve;

import java.util.List;
import java.util.Set;
import org.cmimage.core.spi.PackageSystem.Updates;

/**
 * A requested change of a system's packages.
 *
 * @param names packages to install, or those to update if only {@link Updates#NAMED} ones are; an
 *     installed one is changed to the version apt would choose
 * @param removed packages to remove, with those that depend on them
 * @param updates which packages are updated
 * @param priorities priorities of which all packages are requested; an installed one is kept as it
 *     is
 * @param excluded packages that must not be installed; dependencies that only they would satisfy
 *     are treated as satisfied
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
