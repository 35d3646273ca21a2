package org.cmimage.cli.change;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cmimage.cli.option.GlobalOptions;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.ProgressDisplay;
import org.cmimage.cli.render.ProgressDisplay.Doing;
import org.cmimage.cli.render.Table;
import org.cmimage.core.ComponentOrigin.Change;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.NodeKernel;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.host.TreeGuard;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.plan.Obstacle;
import org.cmimage.core.spi.PackageInstallation.PlannedChange;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ComponentName;
import org.cmimage.model.store.ClusterStore;

/** A change of an image's packages, or a preview of it. */
final class PackageChange {
  private final GlobalOptions global;
  private final ClusterStore store;
  private final FinishedImage image;

  PackageChange(GlobalOptions global, ClusterStore store, FinishedImage image) {
    this.global = global;
    this.store = store;
    this.image = image;
  }

  /**
   * Makes the change; returns the exit code.
   *
   * @param dryRun whether only to print the changes
   */
  int run(Change change, boolean dryRun) throws Exception {
    image.requireUnlocked("change the packages of", global.layout(), store);
    HostCalls calls = HostCalls.installed();
    ComponentName component = image.subject(calls);
    if (!dryRun && !global.json()) {
      new TreeGuard(calls)
          .process(image.directory())
          .ifPresent(
              use ->
                  System.err.println("warning: " + use.fact() + ", which keeps the former tree"));
    }
    print(carryOut(ImageRequest.changing(component, change), dryRun), dryRun);
    return 0;
  }

  /** The changed packages, or those that would change, and the new kernels of nodes. */
  private record Outcome(List<PlannedChange> changes, List<NodeKernel.Update> kernels) {}

  private Outcome carryOut(ImageRequest request, boolean dryRun) throws ImageException {
    try (ProgressDisplay display = global.progress(Doing.CHANGING)) {
      ImagePipeline pipeline =
          ImagePipeline.builder().layout(global.layout()).store(store).listener(display).build();
      ImagePlan plan = pipeline.plan(request);
      if (!plan.obstacles().isEmpty()) {
        throw Obstacle.failure(plan.obstacles());
      }
      List<PlannedChange> changes = plan.components().get(0).changes();
      return new Outcome(
          changes,
          dryRun
              ? List.of()
              : pipeline.execute(plan).components().stream()
                  .flatMap(component -> component.kernels().stream())
                  .toList());
    }
  }

  private void print(Outcome outcome, boolean dryRun) {
    List<PlannedChange> changes = outcome.changes();
    if (global.json()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("event", dryRun ? "plan" : "changed");
      map.put("image", image.name());
      map.put("changes", changes.stream().map(PackageChange::toMap).toList());
      map.put("kernels", outcome.kernels().stream().map(PackageChange::toMap).toList());
      System.out.println(Json.line(map));
      return;
    }
    if (changes.isEmpty()) {
      System.out.println("Nothing to do");
      return;
    }
    Table table =
        new Table(
            List.of(
                new Table.Column("Package", 0),
                new Table.Column("From", 0),
                new Table.Column("To", 0),
                new Table.Column("Why", 0)));
    changes.forEach(
        each ->
            table.row(
                List.of(
                    each.name(),
                    each.from().orElse("(not installed)"),
                    each.to().orElse("(removed)"),
                    each.reason())));
    table.plain().forEach(System.out::println);
    System.out.println();
    System.out.println(
        (dryRun ? "Would change " : "Changed ") + changes.size() + " packages of " + image.name());
    outcome.kernels().forEach(System.out::println);
    if (!dryRun && !image.exports().isEmpty()) {
      System.out.println(
          "Exported to "
              + String.join(", ", image.exports())
              + ": clients that have it mounted see the former tree until they mount it again");
    }
    if (!dryRun && !image.nodes().isEmpty()) {
      System.out.println(
          "Its nodes get them when they are provisioned next: " + String.join(", ", image.nodes()));
    }
  }

  private static Map<String, Object> toMap(PlannedChange change) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", change.name());
    map.put("architecture", change.architecture());
    change.from().ifPresent(version -> map.put("from", version));
    change.to().ifPresent(version -> map.put("to", version));
    map.put("reason", change.reason());
    return map;
  }

  static Map<String, Object> toMap(NodeKernel.Update update) {
    return Map.of("entity", update.entity().toString(), "kernel_release", update.to());
  }
}
