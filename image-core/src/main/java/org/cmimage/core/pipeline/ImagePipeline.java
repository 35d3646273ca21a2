package org.cmimage.core.pipeline;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.doctor.HeadNodeExamination;
import org.cmimage.core.doctor.HostFinding;
import org.cmimage.core.event.PipelineListener;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.history.TreeReplacement;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.plan.Diagnosis;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.core.plan.PipelinePorts;
import org.cmimage.core.plan.Planner;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.run.BindingRun;
import org.cmimage.core.run.ComponentRuns;
import org.cmimage.core.run.ImageReport;
import org.cmimage.core.run.ImageReport.ComponentOutcome;
import org.cmimage.core.spi.ImageArchives;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.SourceMedia;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ComponentName;
import org.cmimage.model.store.ClusterStore;
import org.jspecify.annotations.Nullable;

/**
 * The facade that makes images: it plans a request without side effects, then executes the plan
 * stage by stage.
 *
 * <p>A run that fails or is killed leaves the cluster as it was, and staging that the next run with
 * the same inputs resumes. A pipeline may be used again and by several threads; the cluster's lock
 * lets one execute at a time. To stop a run, interrupt its thread.
 */
public final class ImagePipeline {
  private final PipelinePorts ports;
  private final Planner planner;

  private ImagePipeline(PipelinePorts ports) {
    this.ports = ports;
    this.planner = new Planner(ports);
  }

  /** Makes a builder of a pipeline. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the components of a request that exist already and would be made anew, or, where the
   * request leaves trees unchanged, are registered already. Leftovers of an interrupted run do not
   * count. Quick, and without side effects.
   */
  public List<ComponentName> present(ImageRequest request) throws ImageException {
    return planner.present(request);
  }

  /**
   * Returns the obstacles of a request that are found on this machine alone; quick, and without
   * using the network.
   *
   * @throws ImageException where the request itself is wrong, such as an unknown distribution
   */
  public List<Obstacle> check(ImageRequest request) throws ImageException {
    return planner.check(request);
  }

  /**
   * Plans the execution of {@code request}. Changes nothing but the cache.
   *
   * @throws ImageException where no plan can be made: unknown distribution, unreachable or
   *     untrusted repository, conflicting packages
   */
  public ImagePlan plan(ImageRequest request) throws ImageException {
    try {
      return planner.plan(request);
    } catch (ImageException e) {
      throw resumable(request, e);
    }
  }

  /**
   * Returns what this head node finds for a request whose packages come from repositories, whether
   * it can be planned or not. Changes nothing but the cache.
   *
   * @throws ImageException where the request itself is wrong, such as an unknown distribution
   */
  public Diagnosis diagnose(ImageRequest request) throws ImageException {
    return planner.diagnose(request);
  }

  /**
   * Returns whether and how images can be made on this head node. Changes nothing but the cache.
   *
   * @param told is told each finding as soon as there is one
   */
  public List<HostFinding> examine(HeadNodeExamination.Scope scope, Consumer<HostFinding> told)
      throws InterruptedException {
    return new HeadNodeExamination(ports, told).run(scope);
  }

  /**
   * Executes the plan, then the archOS stage where it is requested. Components out of packages are
   * made, published and registered one after another; trees that were made elsewhere are all
   * examined before the first is published or registered. A change without any changed package only
   * cleans up after a killed one.
   *
   * @throws ImageException for the first component that failed; the same request resumes after the
   *     finished work
   */
  public ImageReport execute(ImagePlan plan) throws ImageException {
    try {
      return run(plan);
    } catch (ImageException e) {
      throw resumable(plan.request(), e);
    }
  }

  /** A change of packages is made in a copy of the tree, which a failure deletes. */
  private static ImageException resumable(ImageRequest request, ImageException e) {
    return request.origin() instanceof ComponentOrigin.Change ? e.beginningAnew() : e;
  }

  @SuppressWarnings("try") // the lock is held, not called
  private ImageReport run(ImagePlan plan) throws ImageException {
    if (!plan.obstacles().isEmpty()) {
      throw Obstacle.failure(plan.obstacles());
    }
    ClusterLayout layout = ports.layout();
    List<String> trees = plan.request().names().stream().map(ComponentName::path).toList();
    try (RunLock lock = RunLock.take(layout, activity(plan.request()), ports.clock(), trees)) {
      // Others may have locked them since the plan was made.
      List<Obstacle> locks = planner.locks(plan.request());
      if (!locks.isEmpty()) {
        throw Obstacle.failure(locks);
      }
      if (plan.request().origin() instanceof ComponentOrigin.Change) {
        mendReplacements(trees);
        if (plan.components().stream().allMatch(each -> each.changes().isEmpty())) {
          clear(plan.request());
          return new ImageReport(List.of(), Optional.empty());
        }
      }
      return executeLocked(plan);
    } catch (UncheckedIOException e) {
      throw failure(requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private void mendReplacements(List<String> trees) throws IOException {
    for (String tree : trees) {
      new TreeReplacement(ports.layout(), ports.store(), ports.calls(), tree).mend();
    }
  }

  private void clear(ImageRequest request) throws IOException {
    for (ComponentName component : request.names()) {
      StagingDirectory.of(ports.calls(), ports.layout().tree(component)).discard();
      ComponentRecords.of(ports.layout()).removeUnfinished(component);
    }
  }

  private ImageReport executeLocked(ImagePlan plan) throws ImageException, IOException {
    try (ComponentLog clusterLog = ComponentLog.open(ports.layout().log(), ports.clock());
        ComponentRuns runs = new ComponentRuns(ports, plan, clusterLog)) {
      ImageRequest request = plan.request();
      List<ComponentOutcome> outcomes = runs.execute();
      Optional<ImageReport.Binding> binding =
          request.bindsArchOs()
              ? new BindingRun(ports, request, clusterLog).execute()
              : Optional.empty();
      runs.complete();
      PlanLock.write(plan);
      return new ImageReport(outcomes, binding);
    }
  }

  private ImageException failure(IOException e) {
    return new Attempt("cannot run", ports.layout().root(), new Remedy.Resume()).failure(e);
  }

  private static String activity(ImageRequest request) {
    return request.components().isEmpty()
        ? "bind arch/OS " + request.archOs()
        : request.names().stream()
            .map(ComponentName::name)
            .collect(Collectors.joining(" ", request.origin().verb() + " ", ""));
  }

  /**
   * A builder of a pipeline. Layout and store are required; the other ports default to the
   * installed services.
   */
  public static final class Builder {
    private @Nullable ClusterLayout layout;
    private @Nullable ClusterStore store;
    private PipelineListener listener = event -> {};
    private InstantSource clock = InstantSource.system();
    private Optional<HostCalls> calls = Optional.empty();
    private Optional<PackageSystem> packages = Optional.empty();
    private Optional<ImageArchives> archives = Optional.empty();
    private Optional<SourceMedia> media = Optional.empty();
    private Optional<GuestSessions> sessions = Optional.empty();

    private Builder() {}

    /** Sets the paths of the cluster's files. */
    public Builder layout(ClusterLayout value) {
      this.layout = value;
      return this;
    }

    /** Sets the store of its entities. The caller closes it, after the pipeline's last use. */
    public Builder store(ClusterStore value) {
      this.store = value;
      return this;
    }

    /** Sets the listener for events. */
    public Builder listener(PipelineListener value) {
      this.listener = value;
      return this;
    }

    /** Sets the clock that dates entities and measures stages. */
    public Builder clock(InstantSource value) {
      this.clock = value;
      return this;
    }

    /** Sets the system calls for reading and writing trees. */
    public Builder hostCalls(HostCalls value) {
      this.calls = Optional.of(value);
      return this;
    }

    /** Sets the source of packages. */
    public Builder packageSystem(PackageSystem value) {
      this.packages = Optional.of(value);
      return this;
    }

    /** Sets the port that opens archives of trees. */
    public Builder imageArchives(ImageArchives value) {
      this.archives = Optional.of(value);
      return this;
    }

    /** Sets the port that opens the sources of images. */
    public Builder sourceMedia(SourceMedia value) {
      this.media = Optional.of(value);
      return this;
    }

    /** Sets the port that runs the image's programs. */
    public Builder guestSessions(GuestSessions value) {
      this.sessions = Optional.of(value);
      return this;
    }

    /**
     * Builds the pipeline.
     *
     * @throws IllegalStateException when a required part is neither given nor installed
     */
    public ImagePipeline build() {
      checkState(layout != null, "a pipeline needs a layout");
      checkState(store != null, "a pipeline needs a store");
      ClusterLayout where = layout;
      InstalledServices installed = new InstalledServices(where);
      List<PackageSystem> systems = packages.map(List::of).orElseGet(installed::packageSystems);
      ImageArchives opener = archives.orElse(request -> installed.archives().open(request));
      HostCalls host = calls.orElseGet(HostCalls::installed);
      SourceMedia sources =
          media.orElse(
              (location, archOs, offline) -> installed.media(host).open(location, archOs, offline));
      GuestSessions guests = sessions.orElseGet(installed::guestSessions);
      DistributionCatalog catalog = DistributionCatalog.load(where.distributions());
      return new ImagePipeline(
          new PipelinePorts(
              where, store, listener, clock, host, systems, opener, sources, guests, catalog));
    }
  }
}
