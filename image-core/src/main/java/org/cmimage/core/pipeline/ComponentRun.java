package org.cmimage.core.pipeline;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageException;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.Release;
import org.cmimage.core.Remedy;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.core.pipeline.ImageReport.ComponentOutcome;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.StagingDirectory;
import org.cmimage.core.scrub.IdentityScrub;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.HostCalls;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.verify.ComponentMarker;
import org.cmimage.core.verify.Finding;
import org.cmimage.core.verify.TreeVerifier;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/**
 * Takes one component from nothing to registered. Every stage but the last two works on the staging
 * directory alone; each is noted in the journal when it is done, and one that is noted is not done
 * again.
 */
final class ComponentRun {
  private final ImagePipeline.Ports ports;
  private final ImageRequest request;
  private final ComponentPlan plan;
  private final ComponentName component;
  private final ComponentLog clusterLog;
  private final Path target;
  private final NativeTwins twins;
  private final TimingRecorder timing;
  private final TimingRecords records;
  private final TimingRecords unfinished;

  ComponentRun(
      ImagePipeline.Ports ports,
      ImageRequest request,
      ComponentPlan plan,
      ComponentLog clusterLog) {
    this.ports = ports;
    this.request = request;
    this.plan = plan;
    this.component = plan.component();
    this.clusterLog = clusterLog;
    this.target = ports.layout().tree(component);
    this.twins = new NativeTwins(ports.sessions(), request, plan.installation());
    this.records = TimingRecords.of(ports.layout());
    this.unfinished = TimingRecords.ofUnfinished(ports.layout());
    this.timing =
        new TimingRecorder(
            component,
            plan.packages().stream().map(PlannedPackage::name).collect(Collectors.toSet()));
    timing.add(Stage.PLAN, plan.planning());
  }

  static Path journalFile(ClusterLayout layout, ComponentName component) {
    return layout.journals().resolve(component.name() + ".journal");
  }

  /** A digest of everything that decides the component. */
  static String inputs(ComponentName component, PackageInstallation installation) {
    return Hashing.sha256()
        .hashString(component.name() + "\n" + installation.digest(), StandardCharsets.UTF_8)
        .toString();
  }

  ComponentOutcome execute() throws ImageException, IOException {
    Path journalFile = journalFile(ports.layout(), component);
    Journal journal = Journal.read(journalFile, inputs(component, plan.installation()));
    StagingDirectory staging = StagingDirectory.of(ports.calls(), target);
    try (ComponentLog log = ComponentLog.open(ports.layout().log(component), ports.clock())) {
      StageRelay relay = new StageRelay(timing, ports.listener(), clusterLog, log, ports.clock());
      if (isPublished(ports, component, journal) || isUnpacked(journal, staging)) {
        resumeTiming(log);
      }
      VerificationReport verification;
      try {
        verification = make(journal, staging, relay);
      } catch (ImageException e) {
        keepTiming(journal, e);
        throw e;
      }
      RunTimings timings = timing.timings(ports.clock().instant());
      records.write(timings);
      unfinished.remove(component);
      journal.remove();
      return new ComponentOutcome(
          component,
          target,
          ports.layout().log(component),
          plan.packages().size(),
          verification.kernelRelease(),
          verification,
          timings);
    }
  }

  private VerificationReport make(Journal journal, StagingDirectory staging, StageRelay relay)
      throws ImageException, IOException {
    VerificationReport verification;
    if (isPublished(ports, component, journal)) {
      verification = verify(target, relay);
      relay.skip(Stage.PUBLISH);
    } else {
      requireFree(staging);
      verification = build(journal, staging, relay);
    }
    staging.discard();
    Optional<String> kernel = verification.kernelRelease();
    relay.perform(
        Stage.REGISTER,
        progress -> {
          new Registration(ports).register(component, kernel);
        });
    return verification;
  }

  private static boolean isUnpacked(Journal journal, StagingDirectory staging) throws IOException {
    return journal.isDone(Stage.UNPACK) && staging.exists();
  }

  /** The times of an earlier run are nothing to fail for. */
  private void resumeTiming(ComponentLog log) throws IOException {
    try {
      unfinished.find(component).ifPresent(timing::resume);
    } catch (FaultException e) {
      log.line("times of the runs before are not known: " + e.getMessage());
    }
  }

  private void keepTiming(Journal journal, ImageException failure) {
    if (!journal.isEmpty()) {
      try {
        unfinished.write(timing.timings(ports.clock().instant()));
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
    }
  }

  /** Nobody wants to hear this after hours of work. */
  private void requireFree(StagingDirectory staging) throws ImageException, IOException {
    Optional<Obstacle> existing = existing(ports, request, component);
    if (staging.isTargetTaken() && existing.isPresent()) {
      throw existing.get().toException();
    }
  }

  /** What a tree in the component's place means; empty where it is to be replaced. */
  static Optional<Obstacle> existing(
      ImagePipeline.Ports ports, ImageRequest request, ComponentName component) {
    return request.force()
        ? Optional.empty()
        : Optional.of(
            new Obstacle(
                ErrorCode.ALREADY_EXISTS,
                component,
                "cannot create " + component + ": " + ports.layout().tree(component) + " exists",
                new Remedy.Force(component)));
  }

  /** Whether an earlier run put this very tree in its place and did not come further. */
  static boolean isPublished(ImagePipeline.Ports ports, ComponentName component, Journal journal)
      throws IOException {
    Path target = ports.layout().tree(component);
    Optional<Long> inode = journal.published();
    return inode.isPresent()
        && StagingDirectory.of(ports.calls(), target).isTargetTaken()
        && inode.get() == inode(ports.calls(), target);
  }

  private static long inode(HostCalls calls, Path directory) throws IOException {
    try (HostCalls.Handle handle = calls.openRoot(directory)) {
      return calls.status(handle).inode();
    }
  }

  private VerificationReport build(Journal journal, StagingDirectory staging, StageRelay relay)
      throws ImageException, IOException {
    if (isUnpacked(journal, staging)) {
      relay.skip(Stage.UNPACK);
    } else {
      relay.perform(Stage.UNPACK, progress -> unpack(journal, staging, progress));
      unfinished.write(timing.timings(ports.clock().instant()));
    }
    if (journal.isDone(Stage.PROVISION)) {
      relay.skip(Stage.PROVISION);
    } else if (!plan.installation().runsPrograms()) {
      relay.skip(Stage.PROVISION, "nothing of it has to run");
    } else {
      relay.perform(Stage.PROVISION, progress -> provision(journal, staging.path(), progress));
      unfinished.write(timing.timings(ports.clock().instant()));
    }
    if (isSystem()) {
      relay.perform(
          Stage.SCRUB,
          progress -> {
            try (Rootfs tree = Rootfs.open(ports.calls(), staging.path())) {
              IdentityScrub.scrub(tree);
            }
          });
    } else {
      relay.skip(Stage.SCRUB, "no system, so no identity");
    }
    VerificationReport verification = verify(staging.path(), relay);
    relay.perform(
        Stage.PUBLISH,
        progress -> {
          records.remove(component); // of the tree that this one replaces
          journal.publishing(inode(ports.calls(), staging.path()));
          staging.publish(request.force());
        });
    return verification;
  }

  private void unpack(Journal journal, StagingDirectory staging, StageProgress progress)
      throws IOException, InterruptedException {
    staging.discard();
    unfinished.remove(component);
    journal.start(inputs(component, plan.installation()));
    staging.create();
    try (Rootfs tree = Rootfs.open(ports.calls(), staging.path())) {
      List<Callable<Stage>> both =
          List.of(
              () -> {
                plan.installation().unpack(tree, progress);
                return Stage.UNPACK;
              },
              () -> {
                twins.prepareBeside(progress);
                return Stage.PROVISION;
              });
      ParallelTasks.run("unpack", both.size(), both);
      if (!isSystem()) {
        marker().write(tree);
      }
    }
    journal.done(Stage.UNPACK);
  }

  /** Whether it is a root file system, which has an identity and names itself. */
  private boolean isSystem() {
    return component.kind() != ComponentKind.CM_SHARED;
  }

  private ComponentMarker marker() {
    Map<String, String> versions = new TreeMap<>();
    plan.packages().forEach(p -> versions.put(p.name(), p.version()));
    return new ComponentMarker(component.kind(), component.archOs(), Release.NAME, versions);
  }

  private void provision(Journal journal, Path directory, StageProgress progress)
      throws IOException, InterruptedException {
    Provisioning provisioning =
        new Provisioning(ports.sessions(), request, plan.installation(), twins, journal);
    try (Rootfs tree = Rootfs.open(ports.calls(), directory)) {
      timing.add(provisioning.run(tree, progress));
    }
    journal.done(Stage.PROVISION);
  }

  private VerificationReport verify(Path directory, StageRelay relay) throws ImageException {
    return relay.run(
        Stage.VERIFY,
        progress -> {
          VerificationReport report;
          try (Rootfs tree = Rootfs.open(ports.calls(), directory)) {
            report = TreeVerifier.verify(tree, component);
          }
          for (Finding finding : report.findings()) {
            progress.warning(finding.toString());
          }
          List<Finding> errors = report.errors();
          if (!errors.isEmpty()) {
            throw refusal(errors);
          }
          return report;
        });
  }

  private FaultException refusal(List<Finding> errors) {
    String all = errors.stream().map(Finding::toString).collect(Collectors.joining("; ", "", ""));
    ErrorCode code =
        errors.stream().anyMatch(f -> f.code() == ErrorCode.ARCH_OS_MISMATCH)
            ? ErrorCode.ARCH_OS_MISMATCH
            : ErrorCode.IMAGE_INCOMPLETE;
    return new FaultException(
        code,
        "cannot publish " + component + ": it is not what was asked for: " + all,
        new Remedy.ReadLogAndResume(ports.layout().log(component)));
  }
}
