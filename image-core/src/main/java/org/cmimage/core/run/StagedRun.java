package org.cmimage.core.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.history.FormerTrees;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.core.plan.PipelinePorts;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.record.Journal;
import org.cmimage.core.record.RunTimings;
import org.cmimage.core.record.Stage;
import org.cmimage.core.record.TimingRecorder;
import org.cmimage.core.record.TimingRecords;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.staging.Certificates;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/**
 * The making of one component's tree in staging, and its publication. Each finished stage is
 * recorded in the journal, and a recorded one is not repeated.
 */
final class StagedRun {
  private final PipelinePorts ports;
  private final ComponentName component;
  private final boolean force;
  private final Assembly assembly;
  private final TimingRecorder timing;
  private final Path target;
  private final TimingRecords unfinished;
  private final Journal journal;
  private final StagingDirectory staging;
  private boolean published;
  private boolean registered;
  private boolean prepared;
  private boolean publishing;
  private Optional<TreeManifest.Recorder> manifest = Optional.empty();

  StagedRun(
      PipelinePorts ports,
      ComponentName component,
      boolean force,
      Assembly assembly,
      TimingRecorder timing)
      throws IOException {
    this.ports = ports;
    this.component = component;
    this.force = force;
    this.assembly = assembly;
    this.timing = timing;
    this.target = ports.layout().tree(component);
    this.unfinished = TimingRecords.ofUnfinished(ports.layout());
    this.journal =
        Journal.read(
            Journal.file(ports.layout(), component), Journal.inputs(component, assembly.digest()));
    this.staging = StagingDirectory.of(ports.calls(), target);
  }

  private static long inode(HostCalls calls, Path directory) throws IOException {
    try (HostCalls.Handle handle = calls.openRoot(directory)) {
      return calls.status(handle).inode();
    }
  }

  /**
   * Prepares the tree, up to and including VERIFY: the cluster is unchanged.
   *
   * @return the result of the verification, whether the tree is still in staging or an earlier run
   *     published it
   */
  VerificationReport prepare(StageRelay relay, ComponentLog log)
      throws ImageException, IOException {
    published = journal.isPublished(new TreePlace(ports.calls(), target));
    if (published || isUnpacked()) {
      resumeTiming(log);
    }
    if (published) {
      return new TreeCheck(ports, component, assembly.origin(), false).run(target, relay);
    }
    requireFree();
    VerificationReport verification = build(relay);
    prepared = true;
    return verification;
  }

  /** Publishes the prepared tree. */
  void publish(StageRelay relay) throws ImageException, IOException {
    publishing = true;
    if (published) {
      relay.perform(Stage.PUBLISH, progress -> saveManifestUnlessDone());
    } else {
      TreeManifest.Recorder recorded = manifest.orElseThrow();
      relay.perform(Stage.PUBLISH, progress -> replaceTarget(recorded.manifest()));
    }
    manifest = Optional.empty();
    staging.discard();
  }

  /**
   * Keeps the times of a component that is registered; other components of the request may follow.
   */
  void registered(RunTimings timings) throws IOException {
    TimingRecords.of(ports.layout()).write(timings);
    unfinished.remove(component);
    registered = true;
  }

  /** Completes the run: nothing is left to resume. */
  void complete() throws IOException {
    if (assembly instanceof ChangeAssembly) {
      former().end();
      former().prune(new HeadNode(ports.layout()).formerTrees());
    }
    journal.remove();
  }

  /** Returns whether it is prepared, and not published. */
  boolean isWaiting() {
    return prepared && !publishing;
  }

  /** Keeps the parts that the next run needs. */
  void failed(ImageException failure) {
    if (!journal.isEmpty() && !registered) {
      try {
        unfinished.write(timing.timings(ports.clock().instant()));
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  private boolean isUnpacked() throws IOException {
    return journal.isDone(Stage.UNPACK) && staging.exists();
  }

  /** Adds the times of an earlier run; a failure to read them is only logged. */
  private void resumeTiming(ComponentLog log) throws IOException {
    try {
      unfinished
          .find(component)
          .or(() -> published ? recorded() : Optional.empty())
          .ifPresent(timing::resume);
    } catch (FaultException e) {
      log.line("times of earlier runs are unknown: " + e.getMessage());
    }
  }

  private Optional<RunTimings> recorded() {
    try {
      return TimingRecords.of(ports.layout()).find(component);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Checks that the target is free before hours of work. */
  private void requireFree() throws ImageException, IOException {
    if (!force && staging.isTargetTaken()) {
      throw Obstacle.existing(component, target).toException();
    }
  }

  private VerificationReport build(StageRelay relay) throws ImageException, IOException {
    try (StagedTree tree = new StagedTree(ports.calls(), staging)) {
      try {
        unpackUnlessDone(tree, relay);
        if (assembly.provision(tree, journal, relay)) {
          unfinished.write(timing.timings(ports.clock().instant()));
        }
        scrub(tree, relay);
        Certificates.make(tree.get(), component.kind());
        TreeManifest.Recorder recorder = new TreeManifest.Recorder(tree.get());
        manifest = Optional.of(recorder);
        return new TreeCheck(ports, component, assembly.origin(), false).run(tree, recorder, relay);
      } catch (ImageException e) {
        boolean isLeft = e.code() == ErrorCode.INTERRUPTED && assembly.isResumed();
        if (!assembly.keepsRejected() && !isLeft) {
          discardAll(e);
        }
        throw e;
      }
    }
  }

  /**
   * Publishes the tree, after the records of the tree it replaces were removed, so that they never
   * describe another tree.
   */
  private void replaceTarget(TreeManifest manifest) throws IOException {
    if (assembly instanceof ChangeAssembly change) {
      exchange(change);
    } else {
      forgetPublished();
      staging.publish(force);
    }
    manifest.withOrigin(assembly.origin().name()).save(ports.layout().manifest(component));
  }

  private void forgetPublished() throws IOException {
    TimingRecords.of(ports.layout()).remove(component);
    Files.deleteIfExists(ports.layout().manifest(component));
    journal.publishing(inode(ports.calls(), staging.path()));
  }

  /** Exchanges the trees; where that fails, the old one stays unchanged. */
  private void exchange(ChangeAssembly change) throws IOException {
    FormerTrees former = former();
    String kept = former.begin(ports.clock().instant(), change.lines(), Optional.empty());
    former.exchange(
        () -> {
          forgetPublished();
          staging.publishKeeping(kept);
        });
  }

  private FormerTrees former() throws IOException {
    return FormerTrees.of(ports.layout(), ports.calls(), component.path());
  }

  /** Saves the manifest if an earlier run published the tree without doing so. */
  private void saveManifestUnlessDone() throws IOException {
    Path file = ports.layout().manifest(component);
    if (Files.notExists(file)) {
      try (Rootfs tree = Rootfs.open(ports.calls(), target)) {
        TreeManifest.of(tree).withOrigin(assembly.origin().name()).save(file);
      }
    }
  }

  private void discardAll(ImageException failure) {
    try {
      staging.discard();
      journal.remove();
      unfinished.remove(component);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private void unpackUnlessDone(StagedTree tree, StageRelay relay)
      throws ImageException, IOException {
    if (isUnpacked()) {
      relay.skip(Stage.UNPACK);
    } else {
      relay.perform(Stage.UNPACK, progress -> unpack(tree, progress));
      unfinished.write(timing.timings(ports.clock().instant()));
    }
  }

  private void unpack(StagedTree tree, StageProgress progress)
      throws IOException, InterruptedException {
    staging.discard();
    unfinished.remove(component);
    journal.start(Journal.inputs(component, assembly.digest()));
    staging.create();
    assembly.unpack(tree.get(), progress);
    journal.done(Stage.UNPACK);
  }

  private void scrub(StagedTree tree, StageRelay relay) throws ImageException {
    if (component.kind() == ComponentKind.CM_SHARED) {
      relay.skip(Stage.SCRUB, "not applicable to cm-shared");
      return;
    }
    relay.perform(Stage.SCRUB, progress -> assembly.scrub(tree.get(), progress));
  }
}
