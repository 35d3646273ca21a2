package org.cmimage.core.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * What forbids to change, replace or delete trees of a cluster, for all commands: runs and shells
 * that are active, and parts that are locked in cmsh. Mounts, processes and protected files are
 * found by {@link org.cmimage.core.host.TreeGuard}. Thread-safe.
 */
public record TreeLocks(ClusterLayout layout) {
  /**
   * Checks that no run is active on the cluster, and no run or shell on one of the trees. Changes
   * nothing.
   *
   * @param trees their paths in the cluster
   * @throws FaultException with code {@code LOCKED}, naming the process that is active, its
   *     activity and since when
   */
  public void requireIdle(Collection<String> trees) throws IOException {
    RunLock.check(layout);
    for (String tree : trees) {
      RunLock.checkTree(layout, tree);
    }
  }

  /**
   * Returns the failure of an operation on trees that are locked in cmsh: those of parts of the
   * cluster, and those in which there are such parts; empty where nothing is locked.
   *
   * @param what the refused operation, as in {@code cannot replace x}
   * @param trees their paths in the cluster
   */
  public Optional<Fault> locked(String what, ClusterSnapshot cluster, Collection<String> trees) {
    List<String> locked =
        cluster.fsParts().stream()
            .filter(FsPart::isLocked)
            .map(Entity::name)
            .filter(part -> trees.stream().anyMatch(tree -> isIn(tree, part)))
            .toList();
    return locked.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Fault.of(
                ErrorCode.IN_USE,
                what,
                "locked in cmsh: " + String.join(", ", locked),
                new Remedy.Unlock(locked)));
  }

  /**
   * Refuses an operation on trees that are {@linkplain #locked locked in cmsh}.
   *
   * @throws FaultException with code {@code IN_USE}
   */
  public void requireUnlocked(String what, ClusterSnapshot cluster, Collection<String> trees)
      throws FaultException {
    Optional<Fault> fault = locked(what, cluster, trees);
    if (fault.isPresent()) {
      throw new FaultException(fault.get());
    }
  }

  /** Refuses an operation on trees that are locked in cmsh now. */
  public void requireUnlocked(String what, ClusterStore store, Collection<String> trees)
      throws IOException {
    try {
      requireUnlocked(what, store.snapshot(), trees);
    } catch (StoreException e) {
      throw Stores.fault(e);
    }
  }

  private boolean isIn(String tree, String part) {
    return Path.of(part).startsWith(Path.of(tree))
        || behindLinks(part).startsWith(behindLinks(tree));
  }

  private Path behindLinks(String clusterPath) {
    Path path = layout.resolve(clusterPath);
    try {
      return path.toRealPath();
    } catch (IOException nothingThere) {
      return path;
    }
  }
}
