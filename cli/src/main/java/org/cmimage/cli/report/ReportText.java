package org.cmimage.cli.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.ProgressDisplay;
import org.cmimage.cli.render.Quantity;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.run.ImageReport;
import org.cmimage.core.run.ImageReport.ComponentOutcome;
import org.cmimage.core.spi.PackageTime.Phase;

/** The report of a run, with the next steps. */
public final class ReportText {
  private ReportText() {}

  /**
   * Prints a report.
   *
   * @param doing the kind of work
   */
  public static void print(
      ImageReport report, ProgressDisplay.Doing doing, boolean json, PrintStream out) {
    if (json) {
      report.components().forEach(outcome -> out.println(Json.line(toMap(outcome))));
      report.binding().ifPresent(binding -> out.println(Json.line(toMap(binding))));
      return;
    }
    report.components().forEach(outcome -> print(outcome, doing.done(), out));
    for (ComponentOutcome outcome : report.components()) {
      if (outcome.addedCategory().isPresent()) {
        out.println("Added new category: " + outcome.addedCategory().get());
        out.println("Use this category for adding nodes");
      }
    }
    out.println("Completed");
  }

  private static void print(ComponentOutcome outcome, String done, PrintStream out) {
    out.println();
    out.println(done + " " + outcome.component() + " in " + outcome.tree());
    out.printf(
        Locale.ROOT,
        "  %s%d files, %s%s, in %s%n",
        outcome.packages() == 0 ? "" : packages(outcome),
        outcome.verification().files(),
        Quantity.bytes(outcome.verification().bytes()),
        outcome.kernelRelease().map(k -> ", kernel " + k).orElse(""),
        Quantity.time(outcome.timings().total()));
    ProgramStarts starts = outcome.timings().starts();
    if (starts.nativeTotal() > 0) {
      out.printf(
          Locale.ROOT,
          "  configured by %d programs run natively and %d emulated%n",
          starts.nativeTotal(),
          starts.emulatedTotal());
    }
    if (hasLines(outcome.log())) {
      out.println("  log: " + outcome.log());
    }
  }

  /** Returns whether the log has lines; it is empty where no program ran. */
  private static boolean hasLines(Path log) {
    try {
      return Files.size(log) > 0;
    } catch (IOException notThere) {
      return false;
    }
  }

  private static String packages(ComponentOutcome outcome) {
    long inTurn = outcome.timings().count(Phase.IN_TURN);
    String how =
        inTurn == 0
            ? ""
            : " (%d unpacked in parallel, %d in turn by dpkg)"
                .formatted(outcome.timings().count(Phase.UNPACK), inTurn);
    return outcome.packages() + " packages" + how + ", ";
  }

  private static Map<String, Object> toMap(ImageReport.Binding binding) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "archos");
    map.put("architecture", binding.archOs().architecture().unameName());
    map.put("distribution", binding.archOs().distribution().id());
    map.put("changes", binding.changes());
    return map;
  }

  private static Map<String, Object> toMap(ComponentOutcome outcome) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("event", "report");
    map.put("component", outcome.component().name());
    map.put("tree", outcome.tree().toString());
    if (hasLines(outcome.log())) {
      map.put("log", outcome.log().toString());
    }
    map.put("package_count", outcome.packages());
    if (outcome.packages() > 0) {
      map.put("unpacked_in_parallel_count", outcome.timings().count(Phase.UNPACK));
      map.put("unpacked_in_turn_count", outcome.timings().count(Phase.IN_TURN));
    }
    outcome.kernelRelease().ifPresent(kernel -> map.put("kernel_release", kernel));
    map.put("file_count", outcome.verification().files());
    map.put("size_bytes", outcome.verification().bytes());
    map.put("elapsed_seconds", Json.seconds(outcome.timings().total()));
    map.put("native_start_count", outcome.timings().starts().nativeTotal());
    map.put("emulated_start_count", outcome.timings().starts().emulatedTotal());
    outcome.addedCategory().ifPresent(category -> map.put("category_added", category));
    map.put("timing", TimingText.toMap(outcome.timings()));
    return map;
  }
}
