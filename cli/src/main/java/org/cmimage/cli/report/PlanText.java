package org.cmimage.cli.report;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Quantity;
import org.cmimage.cli.render.Table;
import org.cmimage.core.plan.ComponentPlan;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.record.Stage;
import org.cmimage.core.spi.PackageInstallation.PlannedPackage;
import org.cmimage.core.spi.TreeSource;

/** A plan, for {@code --dry-run}. */
public final class PlanText {
  private PlanText() {}

  /** Prints a plan, as text or as JSON. */
  public static void print(ImagePlan plan, boolean json, PrintStream out) {
    if (json) {
      out.println(Json.line(toMap(plan)));
      return;
    }
    for (ComponentPlan component : plan.components()) {
      print(component, out);
    }
    if (plan.request().bindsArchOs()) {
      out.println("At the end: the archOS stage for " + plan.request().archOs());
    }
    plan.obstacles()
        .forEach(
            o -> o.message().lines().forEach(line -> out.println("This would fail now: " + line)));
  }

  private static void print(ComponentPlan plan, PrintStream out) {
    boolean installs = plan.making() instanceof ComponentPlan.Install;
    if (installs) {
      packages(plan).plain().forEach(out::println);
      out.println();
    }
    out.println("Component:  " + plan.component() + " in " + plan.component().path());
    plan.source()
        .ifPresent(
            source -> source.origins().forEach(origin -> out.println("From:       " + origin)));
    if (installs) {
      out.println("Packages:   " + plan.packages().size());
      out.println("To fetch:   " + Quantity.bytes(plan.bytesToFetch()));
      out.println("On disk:    " + Quantity.bytes(plan.installedBytes()));
      out.println("Programs:   " + execution(plan));
    }
    out.println("There now:  " + present(plan));
  }

  private static Table packages(ComponentPlan plan) {
    Table packages =
        new Table(
            List.of(
                new Table.Column("Package", 0),
                new Table.Column("Version", 0),
                new Table.Column("Architecture", 0),
                new Table.Column("To fetch", 0)));
    for (PlannedPackage p : plan.packages()) {
      packages.row(
          List.of(
              p.name(),
              p.version(),
              p.architecture(),
              p.cached() ? "in the cache" : Quantity.bytes(p.downloadBytes())));
    }
    return packages;
  }

  private static String execution(ComponentPlan plan) {
    if (plan.execution().isEmpty()) {
      return "none is run";
    }
    return switch (plan.execution().get()) {
      case NATIVE -> "run natively on this head node";
      case EMULATED_PRIVATELY -> "emulated by QEMU, in a private namespace";
      case EMULATED_GLOBALLY -> "emulated by QEMU, with a handler on the whole head node";
    };
  }

  private static String present(ComponentPlan plan) {
    if (plan.making() instanceof ComponentPlan.Adopt) {
      return plan.exists() ? "the tree, which is verified and registered" : "nothing";
    }
    if (plan.exists()) {
      return "an image, which --force replaces";
    }
    return plan.finished().contains(Stage.UNPACK)
        ? "staging of an interrupted run, which is resumed"
        : "nothing";
  }

  private static Map<String, Object> toMap(ImagePlan plan) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "plan");
    map.put("components", plan.components().stream().map(PlanText::toMap).toList());
    map.put("binds_archos", plan.request().bindsArchOs());
    map.put("obstacles", plan.obstacles().stream().map(o -> o.message()).toList());
    return map;
  }

  private static Map<String, Object> toMap(ComponentPlan plan) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("component", plan.component().name());
    map.put("path", plan.component().path());
    map.put(
        "execution",
        plan.execution().map(how -> how.name().toLowerCase(Locale.ROOT)).orElse("none"));
    map.put("exists", plan.exists());
    map.put("resumes", plan.finished().contains(Stage.UNPACK));
    map.put("making", making(plan));
    map.put("origins", plan.source().map(TreeSource::origins).orElse(List.of()));
    map.put("fetch_bytes", plan.bytesToFetch());
    map.put("installed_bytes", plan.installedBytes());
    map.put("packages", plan.packages().stream().map(PlanText::toMap).toList());
    return map;
  }

  private static String making(ComponentPlan plan) {
    return plan.making()
        .accept(
            new ComponentPlan.Making.Handler<String, RuntimeException>() {
              @Override
              public String install(ComponentPlan.Install making) {
                return "install";
              }

              @Override
              public String extract(ComponentPlan.Extract making) {
                return "extract";
              }

              @Override
              public String adopt(ComponentPlan.Adopt making) {
                return "adopt";
              }
            });
  }

  private static Map<String, Object> toMap(PlannedPackage planned) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", planned.name());
    map.put("version", planned.version());
    map.put("architecture", planned.architecture());
    map.put("download_bytes", planned.downloadBytes());
    map.put("installed_bytes", planned.installedBytes());
    map.put("cached", planned.cached());
    return map;
  }
}
