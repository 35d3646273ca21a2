package org.cmimage.core.image;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.Remedy;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.history.FormerTree;
import org.cmimage.core.history.FormerTrees;
import org.cmimage.core.pipeline.ComponentRecords;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.StagingDirectory;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.verify.KernelReleases;
import org.cmimage.model.ComponentName;
import org.cmimage.model.store.ClusterStore;

/**
 * Puts a former tree of an image back into its place, in one step. The one that was there is a
 * former tree then, so that this can be undone too.
 */
public final class ImageRollback {
  private final ClusterLayout layout;
  private final ClusterStore store;
  private final HostCalls calls;
  private final InstantSource clock;

  /**
   * Rollbacks of a cluster.
   *
   * @param store where its entities are; the caller closes it
   */
  public ImageRollback(
      ClusterLayout layout, ClusterStore store, HostCalls calls, InstantSource clock) {
    this.layout = layout;
    this.store = store;
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * Puts a tree back.
   *
   * @param id which one; empty for the one that was replaced last
   * @return the tree that is in its place now, and the kernel that nodes boot where that is another
   * @throws FaultException with code {@code INVALID_REQUEST} where there is no such tree, {@code
   *     IN_USE} where the image is locked in cmsh, {@code LOCKED} where something works on it
   */
  @SuppressWarnings("try") // the lock is held, not called
  public Report run(FinishedImage image, Optional<String> id) throws IOException {
    image.requireUnlocked("roll back");
    ComponentName component = image.component().orElseThrow(() -> unknown(image, id, List.of()));
    try (RunLock lock =
        RunLock.take(layout, "roll back " + image.name(), clock, List.of(component.path()))) {
      FormerTrees former = FormerTrees.of(layout, calls, component);
      List<FormerTree> all = former.list();
      FormerTree chosen =
          all.stream()
              .filter(tree -> id.isEmpty() || id.get().equals(tree.id()))
              .findFirst()
              .orElseThrow(() -> unknown(image, id, all));
      Optional<String> newest;
      try (Rootfs tree = image.open(calls)) {
        newest = KernelReleases.of(tree).stream().findFirst();
      }
      StagingDirectory staging = StagingDirectory.of(calls, layout.tree(component));
      staging.discard();
      ComponentRecords.of(layout).removeUnfinished(component);
      String present = former.record(clock.instant(), List.of("rolled back to " + chosen.id()));
      staging.stageFormer(chosen.id());
      staging.publishKeeping(present);
      former.restoreManifest(chosen.id());
      former.forget(chosen.id());
      former.prune();
      try (Rootfs tree = image.open(calls)) {
        return new Report(chosen, new NodeKernel(store).update(image, tree, newest));
      }
    }
  }

  /**
   * What was done.
   *
   * @param tree that is in its place now
   * @param kernel that nodes boot now, where that is another one
   */
  public record Report(FormerTree tree, Optional<String> kernel) {}

  private static FaultException unknown(
      FinishedImage image, Optional<String> id, List<FormerTree> all) {
    List<String> ids = all.stream().map(FormerTree::id).toList();
    return new FaultException(
        ErrorCode.INVALID_REQUEST,
        "cannot roll back "
            + image.name()
            + ": "
            + (all.isEmpty()
                ? "no former state of it is kept"
                : "there is no state " + id.orElse("") + " of it"),
        ids.isEmpty() ? new Remedy.None() : new Remedy.Choose("--rollback", ids, id));
  }
}
