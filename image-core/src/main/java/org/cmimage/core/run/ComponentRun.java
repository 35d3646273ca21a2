package org.cmimage.core.run;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.NodeKernel;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.finding.Origin;
import org.cmimage.core.format.KernelReleases;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.plan.ComponentPlan.Adopt;
import org.cmimage.core.plan.ComponentPlan.Extract;
import org.cmimage.core.plan.ComponentPlan.Install;
import org.cmimage.core.plan.PipelinePorts;
import org.cmimage.core.plan.Registration;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.record.Stage;
import org.cmimage.core.record.TimingRecorder;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.run.ImageReport.ComponentOutcome;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.core.staging.Certificates;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.model.ComponentName;

/** The run of one component from its plan to its registration, in two steps. */
final class ComponentRun implements Closeable {
  private static final Pattern KERNEL_RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]*");

  private final PipelinePorts ports;
  private final ImageRequest request;
  private final ComponentPlan plan;
  private final ComponentName component;
  private final ComponentLog log;
  private final StageRelay relay;
  private final Optional<StagedRun> staged;
  private final Path target;
  private final TimingRecorder timing;
  private final Optional<String> newestKernel;
  private List<NodeKernel.Update> kernels = List.of();
  private Optional<VerificationReport> report = Optional.empty();

  ComponentRun(
      PipelinePorts ports, ImageRequest request, ComponentPlan plan, ComponentLog clusterLog)
      throws IOException {
    this.ports = ports;
    this.request = request;
    this.plan = plan;
    this.component = plan.component();
    this.target = ports.layout().tree(component);
    this.timing =
        new TimingRecorder(
            component,
            plan.packages().stream().map(PlannedPackage::name).collect(Collectors.toSet()));
    timing.add(Stage.PLAN, plan.planning());
    Optional<Assembly> assembly = assembly();
    this.staged =
        assembly.isPresent()
            ? Optional.of(new StagedRun(ports, component, request.force(), assembly.get(), timing))
            : Optional.empty();
    this.newestKernel = newestKernel();
    this.log = ComponentLog.open(ports.layout().log(component), ports.clock());
    this.relay = new StageRelay(timing, ports.listener(), clusterLog, log, ports.clock());
  }

  private Optional<Assembly> assembly() throws IOException {
    return plan.making()
        .accept(
            new ComponentPlan.Making.Handler<Optional<Assembly>, IOException>() {
              @Override
              public Optional<Assembly> install(Install making) throws IOException {
                PackageAssembly packages =
                    new PackageAssembly(ports.sessions(), component, making, timing);
                return Optional.of(
                    isChange()
                        ? ChangeAssembly.of(ports, component, packages, plan.changes())
                        : packages);
              }

              @Override
              public Optional<Assembly> extract(Extract making) {
                return Optional.of(new ArchiveAssembly(making.archive()));
              }

              @Override
              public Optional<Assembly> adopt(Adopt making) {
                return Optional.empty();
              }
            });
  }

  /** Prepares the tree, up to and including VERIFY: nothing of the cluster is changed yet. */
  void prepare() throws ImageException, IOException {
    report = Optional.of(staged.isPresent() ? staged.get().prepare(relay, log) : examine());
  }

  /** Verifies a tree in its place, which is left unchanged. */
  private VerificationReport examine() throws ImageException {
    TreeCheck check = new TreeCheck(ports, component, Origin.MADE_ELSEWHERE, true);
    return request.bindsArchOs() ? check.runBeforeBinding(target, relay) : check.run(target, relay);
  }

  /** Publishes the prepared tree and registers it. */
  ComponentOutcome enter() throws ImageException, IOException {
    VerificationReport verification = report.orElseThrow();
    if (staged.isPresent()) {
      staged.get().publish(relay);
    }
    Optional<String> category =
        relay.run(
            Stage.REGISTER,
            progress -> staged.isPresent() ? register(verification) : adopt(verification));
    ComponentOutcome outcome = outcome(verification, category);
    if (staged.isPresent()) {
      staged.get().registered(outcome.timings());
    }
    return outcome;
  }

  private boolean isChange() {
    return request.origin() instanceof ComponentOrigin.Change;
  }

  /** Returns the newest kernel of the tree that is changed; empty where no tree is. */
  private Optional<String> newestKernel() throws IOException {
    if (!isChange()) {
      return Optional.empty();
    }
    try (Rootfs tree = Rootfs.open(ports.calls(), target)) {
      return KernelReleases.bootable(tree).stream().findFirst();
    }
  }

  /** Updates the entities of a changed tree, if it is registered. */
  private void update() throws IOException {
    try (Rootfs tree = Rootfs.open(ports.calls(), target)) {
      kernels =
          new NodeKernel(ports.layout(), ports.store())
              .update(target, newestKernel, KernelReleases.bootable(tree));
    }
  }

  private Optional<String> register(VerificationReport verification) throws IOException {
    if (isChange()) {
      update();
      return Optional.empty();
    }
    return new Registration(ports).register(component, verification.kernelRelease());
  }

  /** Registers an existing tree, and removes the records of an earlier one at its path. */
  private Optional<String> adopt(VerificationReport verification) throws IOException {
    Registration registration = new Registration(ports);
    if (!registration.isRegistered(component)) {
      ComponentRecords.of(ports.layout()).remove(component);
    }
    try (Rootfs tree = Rootfs.open(ports.calls(), target)) {
      Certificates.make(tree, component.kind());
    }
    return registration.adopt(component, kernel(registration, verification));
  }

  /** Keeps the parts that the next run resumes. */
  void failed(ImageException failure) {
    staged.ifPresent(run -> run.failed(failure));
    if (staged.isPresent() && staged.get().isWaiting()) {
      relay.skip(
          Stage.PUBLISH,
          "kept in staging, for the same command to go on with (to discard it: cm-image remove"
              + " --orphans)");
    }
  }

  /** Completes the whole request: nothing is left to resume. */
  void complete() throws IOException {
    if (staged.isPresent()) {
      staged.get().complete();
    }
  }

  @Override
  public void close() throws IOException {
    log.close();
  }

  /** Returns the kernel that is set, if the tree has it; else the newest. */
  private Optional<String> kernel(Registration registration, VerificationReport verification)
      throws IOException {
    Optional<String> set = registration.kernel(component);
    if (set.isPresent() && KERNEL_RELEASE.matcher(set.get()).matches()) {
      try (Rootfs tree = Rootfs.open(ports.calls(), target)) {
        if (tree.exists(TreePath.of("lib/modules/" + set.get()))) {
          return set;
        }
      }
    }
    return verification.kernelRelease();
  }

  private ComponentOutcome outcome(VerificationReport verification, Optional<String> category) {
    return new ComponentOutcome(
        component,
        target,
        ports.layout().log(component),
        plan.packages().size(),
        verification.kernelRelease(),
        verification,
        timing.timings(ports.clock().instant()),
        category,
        kernels);
  }
}
