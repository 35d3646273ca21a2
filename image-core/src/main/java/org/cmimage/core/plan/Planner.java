package org.cmimage.core.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.cluster.TreeLocks;
import org.cmimage.core.event.PipelineListener;
import org.cmimage.core.event.StageRelay;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.host.TargetFileSystem;
import org.cmimage.core.host.TreeGuard;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.plan.ComponentPlan.Adopt;
import org.cmimage.core.plan.ComponentPlan.Extract;
import org.cmimage.core.plan.ComponentPlan.Making;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.record.Journal;
import org.cmimage.core.record.Stage;
import org.cmimage.core.record.TimingRecorder;
import org.cmimage.core.spi.ArchiveRequest;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.core.spi.TreeSource;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.survey.PackageSurvey;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;

/** The planner of requests. */
public final class Planner {
  /** The number of nodes of the smallest tree, with its staging directories. */
  private static final int FEWEST_NODES = 16;

  private final PipelinePorts ports;

  /** Makes a planner that uses these ports. */
  public Planner(PipelinePorts ports) {
    this.ports = ports;
  }

  /** Returns the components that a request would replace, or that are registered already. */
  public List<ComponentName> present(ImageRequest request) throws ImageException {
    List<ComponentName> present = new ArrayList<>();
    try {
      for (ComponentName component : request.names()) {
        boolean registered = new Registration(ports).isRegistered(component);
        boolean concerned =
            request.origin().isInPlace()
                ? registered
                : (registered || isTaken(component)) && !records().isUnfinished(component);
        if (concerned) {
          present.add(component);
        }
      }
    } catch (IOException e) {
      throw examination().failure(e);
    }
    return present;
  }

  /** Returns the obstacles of a request, without resolving packages. */
  public List<Obstacle> check(ImageRequest request) throws ImageException {
    return check(request, packages(request));
  }

  private Optional<PackagePlanner> packages(ImageRequest request) throws ImageException {
    return request.origin().packages().isPresent()
        ? Optional.of(new PackagePlanner(ports, request))
        : Optional.empty();
  }

  private List<Obstacle> check(ImageRequest request, Optional<PackagePlanner> packages) {
    List<Obstacle> obstacles = new ArrayList<>();
    if (packages.isPresent()) {
      find(obstacles, packages.get()::requireSessions);
      find(obstacles, packages.get()::script);
      find(obstacles, packages.get()::lock);
      find(obstacles, packages.get()::kernel);
    }
    find(obstacles, () -> checkFileSystems(request, obstacles));
    find(obstacles, () -> new Registration(ports).check());
    if (request.origin() instanceof ComponentOrigin.Change) {
      find(obstacles, () -> new HeadNode(ports.layout()).formerTrees());
    }
    find(obstacles, () -> checkLocks(request));
    find(obstacles, () -> checkPlaces(request, obstacles));
    return obstacles;
  }

  private void checkLocks(ImageRequest request) throws IOException {
    new TreeLocks(ports.layout())
        .requireIdle(request.names().stream().map(ComponentName::path).toList());
  }

  /** Returns the trees that a request would replace and that are locked in cmsh now. */
  public List<Obstacle> locks(ImageRequest request) throws IOException {
    List<Obstacle> locks = new ArrayList<>();
    if (!request.origin().isInPlace()) {
      for (ComponentName component : request.names()) {
        if (isTaken(component)) {
          lock(component).ifPresent(locks::add);
        }
      }
    }
    return locks;
  }

  private Optional<Obstacle> lock(ComponentName component) throws IOException {
    return new Registration(ports).lock(component).map(fault -> new Obstacle(component, fault));
  }

  /** Checks the file systems of new trees; existing trees are left unchanged. */
  private void checkFileSystems(ImageRequest request, List<Obstacle> obstacles) throws IOException {
    if (request.origin().isInPlace()) {
      return;
    }
    Set<String> told = new HashSet<>();
    for (ComponentName component : request.names()) {
      boolean runs =
          request.origin().packages().isPresent() && component.kind() != ComponentKind.CM_SHARED;
      Path staging = StagingDirectory.of(ports.calls(), ports.layout().tree(component)).path();
      TargetFileSystem target = TargetFileSystem.of(ports.calls(), staging);
      target
          .hindrance(runs)
          .or(() -> target.lackOfNodes(FEWEST_NODES))
          .filter(hindrance -> told.add(hindrance.fact()))
          .ifPresent(
              hindrance ->
                  obstacles.add(new Obstacle(null, hindrance.fault("cannot create " + component))));
    }
  }

  private void checkPlaces(ImageRequest request, List<Obstacle> obstacles) throws IOException {
    if (request.origin().isInPlace()) {
      // the archOS stage reports missing components together with all other defects
      for (ComponentName component : request.names()) {
        Path tree = ports.layout().tree(component);
        if (!isTaken(component)) {
          obstacles.add(Obstacle.missing(component, tree, "nothing there"));
        } else if (Files.exists(tree) && !Files.isDirectory(tree)) {
          obstacles.add(Obstacle.missing(component, tree, "something that is not a directory"));
        }
      }
      return;
    }
    for (ComponentName component : request.names()) {
      if (!isTaken(component)) {
        if (request.origin() instanceof ComponentOrigin.Change) {
          Path tree = ports.layout().tree(component);
          obstacles.add(Obstacle.missing(component, tree, "nothing there"));
        }
        continue;
      }
      if (request.origin() instanceof ComponentOrigin.Change) {
        checkMounts(component, obstacles);
      }
      lock(component).ifPresent(obstacles::add);
      // The inputs of an unfinished run are not known before there is a plan.
      if (!request.force() && !records().isUnfinished(component)) {
        obstacles.add(Obstacle.existing(component, ports.layout().tree(component)));
      }
    }
  }

  /** Checks that no mount point is in a tree that would be exchanged, before any work is done. */
  private void checkMounts(ComponentName component, List<Obstacle> obstacles) throws IOException {
    Path tree = ports.layout().tree(component);
    try (HostCalls.Handle directory = ports.calls().openRoot(tree)) {
      new TreeGuard(ports.calls())
          .mounted(tree, directory)
          .ifPresent(
              hindrance ->
                  obstacles.add(new Obstacle(null, hindrance.fault("cannot change " + component))));
    }
  }

  private interface Examination {
    void run() throws IOException;
  }

  private void find(List<Obstacle> obstacles, Examination examination) {
    try {
      examination.run();
    } catch (IOException e) {
      obstacles.add(new Obstacle(null, examination().fault(e).fault()));
    }
  }

  private Attempt examination() {
    return new Attempt("cannot examine this head node", ports.layout().root(), new Remedy.None());
  }

  /** Decides how one component is made. */
  private interface Decision {
    Making make(ComponentName component, StageProgress progress)
        throws IOException, InterruptedException;
  }

  /** Plans a request. */
  public ImagePlan plan(ImageRequest request) throws ImageException {
    Optional<PackagePlanner> packages = packages(request);
    List<Obstacle> obstacles = check(request, packages);
    Decision decision = decision(request.origin(), packages);
    // existing trees need no lookup
    PipelineListener listener = request.origin().isInPlace() ? event -> {} : ports.listener();
    List<ComponentPlan> components = new ArrayList<>();
    for (ComponentName component : request.names()) {
      components.add(plan(component, decision, relay(request, component, listener)));
    }
    for (ComponentPlan plan : components) {
      ComponentName component = plan.component();
      if (isInTheWay(request, plan)
          && obstacles.stream().noneMatch(o -> component.equals(o.component()))) {
        obstacles.add(Obstacle.existing(component, ports.layout().tree(component)));
      }
    }
    addUncached(request, components, obstacles);
    obstacles.addAll(FreeSpace.lack(ports, components));
    return new ImagePlan(request, components, obstacles);
  }

  /**
   * Diagnoses a request for packages of repositories.
   *
   * @throws ImageException where the request itself is wrong
   */
  public Diagnosis diagnose(ImageRequest request) throws ImageException {
    PackagePlanner packages = new PackagePlanner(ports, request);
    List<Obstacle> obstacles = check(request, Optional.of(packages));
    PackageSurvey survey =
        relay(request, request.names().get(0), ports.listener()).run(Stage.PLAN, packages::survey);
    List<Diagnosis.Outcome> outcomes = new ArrayList<>();
    for (ComponentName component : request.names()) {
      outcomes.add(outcome(request, component, packages));
    }
    return new Diagnosis(request, survey, outcomes, obstacles);
  }

  private Diagnosis.Outcome outcome(
      ImageRequest request, ComponentName component, PackagePlanner packages)
      throws ImageException {
    try {
      ComponentPlan plan =
          plan(component, packages::plan, relay(request, component, ports.listener()));
      return new Diagnosis.Outcome(component, Optional.of(plan), Optional.empty());
    } catch (ImageException e) {
      if (e.code() == ErrorCode.INTERRUPTED) {
        throw e;
      }
      return new Diagnosis.Outcome(component, Optional.empty(), Optional.of(e));
    }
  }

  private static void addUncached(
      ImageRequest request, List<ComponentPlan> components, List<Obstacle> obstacles) {
    if (request.origin().packages().map(p -> p.sources().offline()).orElse(false)) {
      for (ComponentPlan plan : components) {
        List<String> uncached =
            plan.packages().stream()
                .filter(each -> !each.cached())
                .map(each -> each.name() + " " + each.version())
                .toList();
        // Packages that an interrupted run has unpacked are not fetched again.
        if (!uncached.isEmpty() && !plan.finished().contains(Stage.UNPACK)) {
          obstacles.add(Obstacle.uncached(plan.component(), uncached));
        }
      }
    }
  }

  private static boolean isInTheWay(ImageRequest request, ComponentPlan plan) {
    return plan.exists() && !request.force() && !(plan.making() instanceof Adopt);
  }

  private Decision decision(ComponentOrigin origin, Optional<PackagePlanner> packages) {
    return origin.accept(
        new ComponentOrigin.Handler<Decision, RuntimeException>() {
          @Override
          public Decision repositories(ComponentOrigin.Repositories origin) {
            return packages.orElseThrow()::plan;
          }

          @Override
          public Decision source(ComponentOrigin.Source origin) {
            return packages.orElseThrow()::plan;
          }

          @Override
          public Decision change(ComponentOrigin.Change origin) {
            return packages.orElseThrow()::plan;
          }

          @Override
          public Decision archives(ComponentOrigin.Archives origin) {
            return (component, progress) -> new Extract(open(component, origin));
          }

          @Override
          public Decision directories(ComponentOrigin.Directories origin) {
            return (component, progress) -> new Adopt();
          }
        });
  }

  private TreeSource open(ComponentName component, ComponentOrigin.Archives archives)
      throws IOException, InterruptedException {
    ComponentOrigin.Archive archive = archives.of(component.kind());
    return ports
        .archives()
        .open(
            new ArchiveRequest(
                component,
                archive.location(),
                archive.sha256(),
                archive.checksums(),
                archive.reading()));
  }

  private StageRelay relay(
      ImageRequest request, ComponentName component, PipelineListener listener) {
    StageRelay relay =
        new StageRelay(
            new TimingRecorder(component, Set.of()),
            listener,
            ComponentLog.none(),
            ComponentLog.none(),
            ports.clock());
    return request.origin().packages().isPresent() ? relay : relay.ofArchives();
  }

  private ComponentPlan plan(ComponentName component, Decision decision, StageRelay relay)
      throws ImageException {
    Instant start = ports.clock().instant();
    return relay.run(
        Stage.PLAN, progress -> planOf(component, decision.make(component, progress), start));
  }

  private ComponentPlan planOf(ComponentName component, Making making, Instant start)
      throws IOException {
    ComponentPlan plan =
        new ComponentPlan(component, making, isTaken(component), Set.of(), Duration.ZERO);
    Optional<String> digest = making.digest();
    Set<Stage> finished = EnumSet.noneOf(Stage.class);
    boolean exists = plan.exists();
    if (digest.isPresent()) {
      Journal journal =
          Journal.read(
              Journal.file(ports.layout(), component), Journal.inputs(component, digest.get()));
      for (Stage stage : Stage.values()) {
        if (journal.isDone(stage)) {
          finished.add(stage);
        }
      }
      exists =
          exists
              && !journal.isPublished(new TreePlace(ports.calls(), ports.layout().tree(component)));
    }
    return new ComponentPlan(
        component, making, exists, finished, Duration.between(start, ports.clock().instant()));
  }

  private boolean isTaken(ComponentName component) throws IOException {
    return StagingDirectory.of(ports.calls(), ports.layout().tree(component)).isTargetTaken();
  }

  private ComponentRecords records() {
    return ComponentRecords.of(ports.layout());
  }
}
