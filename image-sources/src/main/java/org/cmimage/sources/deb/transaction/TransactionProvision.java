package org.cmimage.sources.deb.transaction;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.sources.deb.provision.FinishTree;
import org.cmimage.sources.deb.provision.GenerateInitramfs;
import org.cmimage.sources.deb.provision.PrepareTree;
import org.cmimage.sources.deb.provision.RunPreInstallScripts;
import org.cmimage.sources.deb.provision.UnpackInTurn;
import org.cmimage.sources.deb.provision.order.ProvisionPlan;
import org.cmimage.sources.deb.unpack.PendingArchives;

/**
 * The steps of a transaction that the image's own programs perform, after its new packages are
 * unpacked. Immutable and thread-safe.
 */
public final class TransactionProvision {
  private final ProvisionPlan plan;
  private final Removals removals;
  private final AutomaticMarks marks;
  private final Optional<ProvisionPlan> whole;

  /**
   * Creates the steps of a transaction.
   *
   * @param plan its packages are those that are installed or replaced, and its kernel is that of
   *     the resulting tree
   * @param removals the packages to remove
   * @param marks the update of apt's marks
   * @param whole the plan with all packages of the resulting tree, if it is to become a node's
   *     system; empty if it is one already
   */
  public TransactionProvision(
      ProvisionPlan plan, Removals removals, AutomaticMarks marks, Optional<ProvisionPlan> whole) {
    this.whole = whole;
    this.plan = plan;
    this.removals = removals;
    this.marks = marks;
  }

  /** Returns the steps without a custom one. */
  public List<List<ProvisionTrack>> tracks() {
    return tracks(Optional.empty());
  }

  /**
   * Returns the steps in order: {@code remove first} those that conflict, {@code pre-install
   * scripts} of unpacked packages, {@code unpack in turn} those left to dpkg, {@code configure
   * changes}, {@code remove last} those whose replacement is now configured; then {@code initramfs
   * again}, if one was requested, and {@code finish changes}. Where a base becomes a node's system,
   * what contributes to the initramfs is configured first, so that {@code initramfs} runs while the
   * others are.
   *
   * @param custom the user's step, which precedes all that run programs
   */
  public List<List<ProvisionTrack>> tracks(Optional<ProvisionStep> custom) {
    TransactionGuards guards = new TransactionGuards(plan, removals);
    List<ProvisionStep> steps = new ArrayList<>();
    whole.map(PrepareTree::onto).ifPresent(steps::add);
    custom.ifPresent(steps::add);
    if (!removals.first().isEmpty()) {
      steps.add(new RemovePackages(plan, "remove first", removals.first(), removals.purged()));
    }
    steps.add(RunPreInstallScripts.ofOthers(plan));
    steps.add(UnpackInTurn.onto(plan));
    List<ProvisionStep> configure = new ArrayList<>(List.of(ConfigureChanges.all(plan)));
    if (!removals.last().isEmpty()) {
      configure.add(new RemovePackages(plan, "remove last", removals.last(), removals.purged()));
    }
    if (plan.kernelRelease().isEmpty()) {
      steps.addAll(configure);
      steps.addAll(finish());
      return List.of(List.of(new ProvisionTrack(guards::of, steps)));
    }
    List<ProvisionStep> last = new ArrayList<>(List.of(GenerateInitramfs.again(plan)));
    last.addAll(finish());
    ProvisionTrack end = new ProvisionTrack(GenerateInitramfs::guards, last);
    // A removal could take files away that a running generation is about to read.
    if (whole.isEmpty() || !removals.last().isEmpty()) {
      steps.addAll(configure);
      return List.of(List.of(new ProvisionTrack(guards::of, steps)), List.of(end));
    }
    ProvisionTrack initramfs =
        new ProvisionTrack(GenerateInitramfs::guards, List.of(GenerateInitramfs.due(plan)));
    return List.of(
        List.of(new ProvisionTrack(guards::of, steps)),
        List.of(new ProvisionTrack(guards::of, List.of(ConfigureChanges.forInitramfs(plan)))),
        List.of(initramfs, new ProvisionTrack(guards::of, configure)),
        List.of(end));
  }

  private List<ProvisionStep> finish() {
    List<ProvisionStep> steps = new ArrayList<>();
    whole.map(FinishTree::onto).ifPresent(steps::add);
    steps.add(new Finish(marks));
    return steps;
  }

  /** Updates apt's marks, and removes the aids of the transaction. Runs no program. */
  private record Finish(AutomaticMarks marks) implements ProvisionStep {
    @Override
    public String name() {
      return "finish changes";
    }

    @Override
    public void run(Rootfs tree, GuestSession session, StageProgress progress) throws IOException {
      marks.update(tree);
      tree.delete(RunPreInstallScripts.FINISHED);
      PendingArchives.remove(tree);
      progress.advanced(1, 1, 0);
    }
  }
}
