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
import org.cmimage.sources.deb.unpack.LeftArchives;

/**
 * The steps of a transaction that the image's own programs do, when its new packages are unpacked.
 * Immutable and thread-safe.
 */
public final class TransactionProvision {
  private final ProvisionPlan plan;
  private final Removals removals;
  private final AutomaticMarks marks;
  private final Optional<ProvisionPlan> whole;

  /**
   * The steps of a transaction.
   *
   * @param plan whose packages are those that are installed or replaced, and whose kernel is that
   *     of the tree as it will be
   * @param removals what is removed
   * @param marks what apt is told of them
   * @param whole the plan with all packages that the tree will have, where it is to become a node's
   *     system; empty where it is one
   */
  public TransactionProvision(
      ProvisionPlan plan, Removals removals, AutomaticMarks marks, Optional<ProvisionPlan> whole) {
    this.whole = whole;
    this.plan = plan;
    this.removals = removals;
    this.marks = marks;
  }

  /** Returns the steps without one of the user's. */
  public List<List<ProvisionTrack>> tracks() {
    return tracks(Optional.empty());
  }

  /**
   * {@code remove first} what is in the way, {@code pre-install scripts} of what is unpacked,
   * {@code unpack in turn} what is left to dpkg, {@code configure changes}, {@code remove last}
   * what others did without only now; then {@code initramfs again}, where anything asked for one,
   * and {@code finish changes}.
   *
   * @param custom a step of the user's, which comes before all that runs programs
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
    steps.add(new ConfigureChanges(plan));
    if (!removals.last().isEmpty()) {
      steps.add(new RemovePackages(plan, "remove last", removals.last(), removals.purged()));
    }
    if (plan.kernelRelease().isEmpty()) {
      steps.addAll(finish());
      return List.of(List.of(new ProvisionTrack(guards::of, steps)));
    }
    List<ProvisionStep> last = new ArrayList<>(List.of(GenerateInitramfs.again(plan)));
    last.addAll(finish());
    return List.of(
        List.of(new ProvisionTrack(guards::of, steps)),
        List.of(new ProvisionTrack(GenerateInitramfs::guards, last)));
  }

  private List<ProvisionStep> finish() {
    List<ProvisionStep> steps = new ArrayList<>();
    whole.map(FinishTree::onto).ifPresent(steps::add);
    steps.add(new Finish(marks));
    return steps;
  }

  /** Tells apt, and removes what served the transaction. Runs no program. */
  private record Finish(AutomaticMarks marks) implements ProvisionStep {
    @Override
    public String name() {
      return "finish changes";
    }

    @Override
    public void run(Rootfs tree, GuestSession session, StageProgress progress) throws IOException {
      marks.update(tree);
      tree.delete(RunPreInstallScripts.FINISHED);
      LeftArchives.remove(tree);
      progress.advanced(1, 1, 0);
    }
  }
}
