package org.cmimage.core.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.cmimage.core.ImageException;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.pipeline.ComponentPlan.Extract;
import org.cmimage.core.pipeline.ComponentPlan.Install;
import org.cmimage.core.pipeline.ImageReport.ComponentOutcome;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.core.spi.TreePath;
import org.cmimage.core.verify.Origin;
import org.cmimage.core.verify.VerificationReport;
import org.cmimage.model.ComponentName;

/** Takes one component from what its plan begins with to registered. */
final class ComponentRun {
  private static final Pattern KERNEL_RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]*");

  private final ImagePipeline.Ports ports;
  private final ImageRequest request;
  private final ComponentPlan plan;
  private final ComponentName component;
  private final ComponentLog clusterLog;
  private final Path target;
  private final TimingRecorder timing;

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
    this.timing =
        new TimingRecorder(
            component,
            plan.packages().stream().map(PlannedPackage::name).collect(Collectors.toSet()));
    timing.add(Stage.PLAN, plan.planning());
  }

  ComponentOutcome execute() throws ImageException, IOException {
    try (ComponentLog log = ComponentLog.open(ports.layout().log(component), ports.clock())) {
      StageRelay relay = new StageRelay(timing, ports.listener(), clusterLog, log, ports.clock());
      Optional<Assembly> assembly = assembly();
      return assembly.isPresent() ? make(assembly.get(), relay, log) : adopt(relay);
    }
  }

  private Optional<Assembly> assembly() {
    if (plan.making() instanceof Install install) {
      return Optional.of(new PackageAssembly(ports.sessions(), component, install, timing));
    }
    return plan.making() instanceof Extract extract
        ? Optional.of(new ArchiveAssembly(extract.archive()))
        : Optional.empty();
  }

  private ComponentOutcome make(Assembly assembly, StageRelay relay, ComponentLog log)
      throws ImageException, IOException {
    StagedRun run = new StagedRun(ports, component, request.force(), assembly, timing);
    try {
      VerificationReport verification = run.publish(relay, log);
      Optional<String> category =
          relay.run(
              Stage.REGISTER,
              progress ->
                  new Registration(ports).register(component, verification.kernelRelease()));
      ComponentOutcome outcome = outcome(verification, category);
      run.complete(outcome.timings());
      return outcome;
    } catch (ImageException e) {
      run.failed(e);
      throw e;
    }
  }

  /** The tree stays as it is. Registered anew, it is not the one that records here tell of. */
  private ComponentOutcome adopt(StageRelay relay) throws ImageException {
    TreeCheck check = new TreeCheck(ports, component, Origin.MADE_ELSEWHERE, true);
    VerificationReport verification =
        request.bindsArchOs() ? check.runBeforeBinding(target, relay) : check.run(target, relay);
    Optional<String> category =
        relay.run(
            Stage.REGISTER,
            progress -> {
              Registration registration = new Registration(ports);
              if (!registration.isRegistered(component)) {
                ComponentRecords.of(ports.layout()).remove(component);
              }
              return registration.adopt(component, kernel(registration, verification));
            });
    return outcome(verification, category);
  }

  /** The one that is set, as long as the tree has it; else the newest. */
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
        category);
  }
}
