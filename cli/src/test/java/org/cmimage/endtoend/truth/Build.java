package org.cmimage.endtoend.truth;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.event.PipelineEvent;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.store.ClusterStore;

/** One image, planned and then made as {@code cm-image create} does. */
final class Build {
  private final ClusterLayout layout;
  private final ImageRequest request;
  private final AtomicBoolean triedAgain = new AtomicBoolean();
  private Optional<ImagePlan> plan = Optional.empty();
  private Optional<String> failure = Optional.empty();
  private Instant begin = Instant.EPOCH;
  private Duration elapsed = Duration.ZERO;

  private Build(ClusterLayout layout, ArchOs archOs, Acceleration acceleration) {
    this.layout = layout;
    this.request =
        ImageRequest.bootstrap(archOs, ComponentKind.SOFTWARE_IMAGE)
            .acceleration(acceleration)
            .build();
  }

  /** Plans an image; why that cannot be done is the {@link #failure}. */
  static Build plan(ClusterLayout layout, ArchOs archOs, Acceleration acceleration)
      throws Exception {
    Build build = new Build(layout, archOs, acceleration);
    try (ClusterStore store = Stores.open(layout)) {
      ImagePlan plan = build.pipeline(store).plan(build.request);
      build.failure = plan.obstacles().stream().map(Obstacle::message).findFirst();
      build.plan = build.failure.isEmpty() ? Optional.of(plan) : Optional.empty();
    } catch (ImageException e) {
      build.failure = Optional.of(e.getMessage());
    }
    return build;
  }

  /** Makes the planned image. */
  void execute() throws Exception {
    begin = Instant.now();
    try (ClusterStore store = Stores.open(layout)) {
      pipeline(store).execute(plan.orElseThrow());
    } catch (ImageException e) {
      failure = Optional.of(e.getMessage());
    }
    elapsed = Duration.between(begin, Instant.now());
  }

  private ImagePipeline pipeline(ClusterStore store) {
    return ImagePipeline.builder().layout(layout).store(store).listener(this::note).build();
  }

  private void note(PipelineEvent event) {
    if (event instanceof PipelineEvent.Warned warned
        && warned.text().contains("Trying once more")) {
      triedAgain.set(true);
    }
  }

  /** Returns the plan; none where there was a failure before. */
  Optional<ComponentPlan> component() {
    return plan.map(all -> all.components().get(0));
  }

  /** Returns name, version and architecture of the planned packages, sorted. */
  List<String> packages() {
    return component().stream()
        .flatMap(component -> component.packages().stream())
        .map(Build::line)
        .sorted()
        .toList();
  }

  private static String line(PlannedPackage each) {
    return each.name() + " " + each.version() + " " + each.architecture();
  }

  /** Returns where packages come from, as lines of an apt sources file. */
  List<String> sources() {
    return TrialCluster.installation(component().orElseThrow()).origins().stream()
        .map(origin -> "deb " + origin.replaceFirst(" \\(.*", ""))
        .toList();
  }

  /** Returns what went wrong; empty where nothing did. */
  Optional<String> failure() {
    return failure;
  }

  /** Returns whether a step failed and was tried once more. */
  boolean triedAgain() {
    return triedAgain.get();
  }

  Instant begin() {
    return begin;
  }

  Duration elapsed() {
    return elapsed;
  }

  Path tree() {
    return layout.tree(request.names().get(0));
  }

  /** Copies what the image's programs printed, where there is anything. */
  void copyLog(Path file) throws Exception {
    Path log = layout.log(request.names().get(0));
    if (Files.exists(log)) {
      Files.copy(log, file);
    }
  }
}
