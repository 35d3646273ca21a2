package org.cmimage.cli.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cmimage.cli.render.RemedyText;
import org.cmimage.core.boot.BootListener;
import org.cmimage.core.boot.BootReport;
import org.cmimage.core.boot.FailedUnit;
import org.cmimage.core.fault.Fault;

/** What came of booting an image, as text and as JSON, and what is told while it boots. */
public final class BootText {
  private static final String INDENT = "  ";

  private final RemedyText remedies;
  private final BootReport report;

  public BootText(RemedyText remedies, BootReport report) {
    this.remedies = remedies;
    this.report = report;
  }

  /** Returns the result; of a failure also the end of the console, and its cure. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    Optional<Fault> fault = report.fault();
    if (fault.isEmpty()) {
      lines.add(report.image() + ": " + report.fact() + machine());
      return lines;
    }
    lines.add("The last lines of the console:");
    report.lastLines().forEach(line -> lines.add(INDENT + line));
    for (FailedUnit unit : report.failedUnits()) {
      lines.add("failed: " + unit);
      unit.log().forEach(line -> lines.add(INDENT + line));
    }
    lines.add(fault.get().message() + machine());
    remedies.lines(fault.get().remedy()).forEach(line -> lines.add(INDENT + line));
    return lines;
  }

  private String machine() {
    return "; kernel "
        + report.kernelRelease()
        + " in "
        + report.machine()
        + ", copied in "
        + report.diskTime().toSeconds()
        + " s";
  }

  /** Returns everything, for JSON. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("image", report.image());
    map.put("ok", report.isUp());
    map.put("outcome", report.outcome().name().toLowerCase(Locale.ROOT));
    map.put("kernel_release", report.kernelRelease());
    map.put("machine", report.machine());
    map.put("copy_seconds", seconds(report.diskTime()));
    map.put("elapsed_seconds", seconds(report.elapsed()));
    map.put("failed_units", report.failedUnits().stream().map(BootText::toMap).toList());
    map.put("waiting", report.waiting());
    map.put("console", report.lastLines());
    report
        .fault()
        .ifPresent(
            fault -> {
              map.put("code", fault.code().name());
              map.put("message", fault.message());
              map.put("remedy", remedies.lines(fault.remedy()));
            });
    return map;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static Map<String, Object> toMap(FailedUnit unit) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", unit.name());
    if (!unit.result().isEmpty()) {
      map.put("result", unit.result());
    }
    map.put("log", unit.log());
    return map;
  }

  /**
   * The progress of a boot: its steps on standard error; the console as it is on standard output
   * for a user who logs in, or its lines on standard error for one who wants details.
   *
   * @param err where steps go
   * @param out where the console goes
   * @param isQuiet whether no steps are told
   * @param isForUser whether the console is shown as it is
   * @param verbose whether its lines are shown
   */
  public record Progress(
      PrintStream err, PrintStream out, boolean isQuiet, boolean isForUser, boolean verbose)
      implements BootListener {
    @Override
    public void step(String text) {
      if (!isQuiet) {
        err.println(text);
      }
    }

    @Override
    public void console(byte[] bytes) {
      if (isForUser) {
        out.write(bytes, 0, bytes.length);
        out.flush();
      }
    }

    @Override
    public void line(String text) {
      if (verbose && !isForUser) {
        err.println("  " + text);
      }
    }
  }
}
