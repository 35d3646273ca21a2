package org.cmimage.cli.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.option.RunOptions;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.ProgressDisplay;
import org.cmimage.cli.render.ProgressDisplay.Doing;
import org.cmimage.cli.report.Confirmation;
import org.cmimage.cli.report.DiagnosisText;
import org.cmimage.cli.report.HostEffectWarnings;
import org.cmimage.cli.report.PlanText;
import org.cmimage.cli.report.ReportText;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Privilege;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.OsRelease;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.Diagnosis;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.core.run.ImageReport;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.store.ClusterStore;

/** The run of a request: asks, checks, plans, executes, and prints. */
final class RequestRun {
  private final GlobalOptions global;
  private final RunOptions options;
  private final Doing doing;
  private boolean isNewCluster;

  /**
   * Makes a run.
   *
   * @param doing the kind of work, for display
   */
  RequestRun(GlobalOptions global, RunOptions options, Doing doing) {
    this.global = global;
    this.options = options;
    this.doing = doing;
  }

  /** Runs the request; returns the exit code. */
  int run(ImageRequest request) throws Exception {
    if (!options.dryRun()) {
      Privilege.requireRoot("create an image");
    }
    isNewCluster = !global.layout().hasCluster();
    return within(request, options.dryRun() ? this::print : this::run);
  }

  /** A way to deal with a request. */
  private interface Way {
    int run(ImagePipeline pipeline, ImageRequest request, ProgressDisplay display)
        throws ImageException, IOException;
  }

  private int within(ImageRequest request, Way way) throws Exception {
    try (ClusterStore store =
            options.dryRun()
                ? Stores.look(global.layout())
                : HostEffectWarnings.open(global.layout());
        ProgressDisplay display = global.progress(doing)) {
      ImagePipeline pipeline =
          ImagePipeline.builder().layout(global.layout()).store(store).listener(display).build();
      int code = way.run(pipeline, request.withForce(options.force()), display);
      HostEffectWarnings.refresh(store);
      return code;
    }
  }

  /**
   * Writes what is found for the request into a file; the request must be a dry run.
   *
   * @return the exit code: that of the first failure, else 0
   */
  int diagnose(ImageRequest request, Path file) throws Exception {
    return within(
        request,
        (pipeline, wanted, display) -> {
          Diagnosis diagnosis = pipeline.diagnose(wanted);
          display.close();
          return write(diagnosis, file);
        });
  }

  private int write(Diagnosis diagnosis, Path file) throws ImageException {
    try {
      OsRelease head = OsRelease.parse(Files.readAllBytes(Path.of("/etc/os-release")));
      Files.writeString(file, DiagnosisText.of(diagnosis, head, Instant.now()));
    } catch (IOException e) {
      throw new Attempt("cannot write the diagnosis", file, new Remedy.None()).failure(e);
    }
    System.out.println(
        global.json()
            ? Json.line(ImmutableMap.of("event", "diagnosis", "file", file.toString()))
            : "Wrote the diagnosis to " + file);
    return diagnosis.outcomes().stream()
        .flatMap(outcome -> outcome.failure().stream())
        .findFirst()
        .map(failure -> failure.code().category().exitCode())
        .orElse(0);
  }

  private int print(ImagePipeline pipeline, ImageRequest request, ProgressDisplay display)
      throws ImageException {
    ImagePlan plan = pipeline.plan(request);
    display.close();
    PlanText.print(plan, global.json(), System.out);
    return plan.obstacles().isEmpty() ? 0 : plan.obstacles().get(0).code().category().exitCode();
  }

  private int run(ImagePipeline pipeline, ImageRequest request, ProgressDisplay display)
      throws ImageException, IOException {
    Optional<ImageRequest> confirmed =
        options.force() ? Optional.of(request) : ask(pipeline, request);
    if (confirmed.isEmpty()) {
      if (!global.json()) {
        System.out.println("Nothing to do");
      }
    } else {
      refuseIfHopeless(pipeline, confirmed.get());
      if (isNewCluster && !global.json()) {
        System.err.println(
            "There is no cluster in " + global.layout().root() + " yet: this sets one up");
      }
      ImageReport report = pipeline.execute(pipeline.plan(confirmed.get()));
      display.close();
      ReportText.print(report, doing, global.json(), System.out);
    }
    return 0;
  }

  private static void refuseIfHopeless(ImagePipeline pipeline, ImageRequest request)
      throws ImageException {
    List<Obstacle> obstacles = pipeline.check(request);
    if (!obstacles.isEmpty()) {
      throw Obstacle.failure(obstacles);
    }
  }

  /** Asks for each component that exists; at the end of input the remaining ones are left out. */
  private Optional<ImageRequest> ask(ImagePipeline pipeline, ImageRequest request)
      throws ImageException, IOException {
    Confirmation confirmation =
        new Confirmation(new BufferedReader(new InputStreamReader(System.in, UTF_8)), System.err);
    Set<ComponentKind> refused = EnumSet.noneOf(ComponentKind.class);
    List<ComponentName> unanswered = new ArrayList<>();
    boolean force = false;
    for (ComponentName component : pipeline.present(request)) {
      Optional<Boolean> answer =
          unanswered.isEmpty() ? confirmation.ask(reason(request, component)) : Optional.empty();
      if (answer.isEmpty()) {
        unanswered.add(component);
      }
      if (answer.orElse(false)) {
        force = true;
      } else {
        refused.add(component.kind());
      }
    }
    if (!unanswered.isEmpty() && !adds(request) && refused.containsAll(request.components())) {
      throw new ImageException(
          Fault.of(
              ErrorCode.ALREADY_EXISTS,
              "cannot replace " + unanswered.get(0),
              "no answer to the question whether to continue",
              new Remedy.Force(unanswered.get(0))),
          unanswered.get(0),
          null);
    }
    return request.withForce(force).without(refused);
  }

  private static boolean adds(ImageRequest request) {
    return request.origin() instanceof ComponentOrigin.Directories;
  }

  private static String reason(ImageRequest request, ComponentName component) {
    return adds(request)
        ? "The " + component + " is registered already"
        : "The " + component + " exists already and will be replaced";
  }
}
