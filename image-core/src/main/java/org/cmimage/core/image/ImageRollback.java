package org.cmimage.core.image;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.NodeKernel;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.history.FormerTree;
import org.cmimage.core.history.FormerTrees;
import org.cmimage.core.history.FormerTrees.Replaced;
import org.cmimage.core.history.TreeReplacement;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.record.TimingRecords;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;

/**
 * The atomic restoration of an image's former tree. The present one becomes a former tree, so that
 * this can be undone, too.
 */
public final class ImageRollback {
  private final ClusterLayout layout;
  private final ClusterStore store;
  private final HostCalls calls;
  private final InstantSource clock;

  /**
   * Makes rollbacks of a cluster.
   *
   * @param store the store of its entities; the caller closes it
   */
  public ImageRollback(
      ClusterLayout layout, ClusterStore store, HostCalls calls, InstantSource clock) {
    this.layout = layout;
    this.store = store;
    this.calls = calls;
    this.clock = clock;
  }

  /**
   * Restores a tree.
   *
   * @param id of the former tree; empty for the one that was replaced last
   * @return the present tree, and the new kernels of nodes where those changed
   * @throws FaultException with code {@code INVALID_REQUEST} where there is no such tree, {@code
   *     IN_USE} where the image is locked in cmsh, {@code LOCKED} where another run or shell uses
   *     it
   */
  @SuppressWarnings("try") // the lock is held, not called
  public Report run(FinishedImage image, Optional<String> id) throws IOException {
    image.requireUnlocked("roll back", layout, store);
    String path = image.place();
    try (RunLock lock = RunLock.take(layout, "roll back " + image.name(), clock, List.of(path))) {
      TreeReplacement replacement = new TreeReplacement(layout, store, calls, path);
      replacement.mend();
      FormerTrees former = FormerTrees.of(layout, calls, path);
      List<FormerTree> all = former.list();
      FormerTree chosen =
          all.stream()
              .filter(tree -> id.isEmpty() || id.get().equals(tree.id()))
              .findFirst()
              .orElseThrow(() -> unknown(image, id, all));
      StagingDirectory staging = StagingDirectory.of(calls, image.directory());
      staging.discard();
      ComponentRecords.of(layout).removeUnfinished(path);
      TimingRecords.of(layout).remove(path);
      String present =
          former.begin(
              clock.instant(), List.of("rolled back to " + chosen.id()), Optional.of(chosen.id()));
      former.exchange(
          () -> {
            staging.stageFormer(chosen.id());
            staging.publishKeeping(present);
          });
      Replaced replaced = new Replaced(present, Optional.of(chosen.id()));
      return new Report(chosen, replacement.finish(replaced));
    }
  }

  /**
   * The result of a rollback.
   *
   * @param tree the present tree
   * @param kernels the new kernels of nodes, where those changed
   */
  public record Report(FormerTree tree, List<NodeKernel.Update> kernels) {
    public Report {
      kernels = List.copyOf(kernels);
    }
  }

  private static FaultException unknown(
      FinishedImage image, Optional<String> id, List<FormerTree> all) {
    List<String> ids = all.stream().map(FormerTree::id).toList();
    return new FaultException(
        ErrorCode.INVALID_REQUEST,
        "cannot roll back " + image.name(),
        all.isEmpty()
            ? "no former state of it is kept"
            : "there is no state " + id.orElse("") + " of it",
        ids.isEmpty() ? new Remedy.None() : new Remedy.Choose("--rollback", ids, id));
  }
}
