package org.cmimage.cli.report;

import static java.util.Comparator.comparing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cmimage.cli.render.Json;
import org.cmimage.cli.render.Quantity;
import org.cmimage.cli.render.Table;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.record.RunTimings;
import org.cmimage.core.record.RunTimings.StageTime;
import org.cmimage.core.record.Stage;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;

/** The times that making a component took. */
public final class TimingText {
  private static final int SCRIPTS = 10;

  private TimingText() {}

  /** The times of one package. */
  private record PackageRow(String name, Map<Phase, Duration> phases) {
    Duration total() {
      return phases.values().stream().reduce(Duration.ZERO, Duration::plus);
    }
  }

  /** Returns tables for display, the most useful one first. */
  public static List<String> lines(RunTimings timings) {
    List<String> lines = new ArrayList<>();
    lines.add(
        timings.component()
            + ", complete on "
            + timings.finished()
            + ", took "
            + Quantity.time(timings.total()));
    lines.add("");
    lines.addAll(stages(timings));
    lines.add("");
    lines.add("The most expensive scripts:");
    lines.addAll(scripts(timings));
    lines.add("");
    lines.addAll(programs(timings.starts()));
    lines.add("");
    lines.add("Seconds by package, the most expensive first (several are unpacked at a time):");
    lines.addAll(packages(timings));
    return lines;
  }

  private static List<String> stages(RunTimings timings) {
    boolean resumed = timings.stages().values().stream().anyMatch(t -> !t.earlier().isZero());
    List<Table.Column> columns =
        new ArrayList<>(List.of(new Table.Column("Stage", 0), new Table.Column(" Seconds", 0)));
    if (resumed) {
      columns.add(new Table.Column("In earlier runs", 0));
    }
    Table table = new Table(columns);
    for (Map.Entry<Stage, StageTime> entry : timings.stages().entrySet()) {
      StageTime time = entry.getValue();
      List<String> cells =
          new ArrayList<>(List.of(entry.getKey().label(), number(time.elapsed(), 8)));
      if (resumed) {
        cells.add(time.earlier().isZero() ? "" : number(time.earlier(), 15));
      }
      table.row(cells);
    }
    return table.plain();
  }

  private static List<String> scripts(RunTimings timings) {
    Table table =
        new Table(
            List.of(
                new Table.Column("Package", 0),
                new Table.Column("Script", 0),
                new Table.Column(" Seconds", 0)));
    for (PackageTime script : mostExpensive(timings)) {
      table.row(List.of(script.packageName(), script.phase().label(), number(script.time(), 8)));
    }
    return table.plain();
  }

  private static List<String> programs(ProgramStarts starts) {
    List<String> lines = new ArrayList<>();
    if (starts.mostOften().isEmpty()) {
      lines.add("Programs started: not counted (requires acceleration)");
      return lines;
    }
    lines.add(
        "Programs started: "
            + starts.nativeTotal()
            + " natively, "
            + starts.emulatedTotal()
            + " emulated:");
    Table table =
        new Table(
            List.of(
                new Table.Column("Natively", 0),
                new Table.Column("Emulated", 0),
                new Table.Column("Program", 0)));
    for (ProgramStarts.Program program : starts.mostOften()) {
      table.row(
          List.of(
              String.format(Locale.ROOT, "%8d", program.natively()),
              String.format(Locale.ROOT, "%8d", program.emulated()),
              printable(program.path())));
    }
    lines.addAll(table.plain());
    return lines;
  }

  private static List<String> packages(RunTimings timings) {
    List<Table.Column> columns = new ArrayList<>();
    columns.add(new Table.Column("Package", 0));
    columns.add(new Table.Column("  In all", 0));
    List<PackageRow> rows = rows(timings);
    List<Phase> phases = phases(rows);
    for (Phase phase : phases) {
      columns.add(new Table.Column(String.format(Locale.ROOT, "%9s", phase.label()), 0));
    }
    Table table = new Table(columns);
    for (PackageRow row : rows) {
      List<String> cells = new ArrayList<>(List.of(row.name(), number(row.total(), 8)));
      phases.stream()
          .map(phase -> row.phases().containsKey(phase) ? number(phase, row) : "")
          .forEach(cells::add);
      table.row(cells);
    }
    return table.plain();
  }

  /** Returns the phases to show, without the rare one where no package of this image has it. */
  private static List<Phase> phases(List<PackageRow> rows) {
    boolean inTurn = rows.stream().anyMatch(row -> row.phases().containsKey(Phase.IN_TURN));
    return Arrays.stream(Phase.values()).filter(phase -> phase != Phase.IN_TURN || inTurn).toList();
  }

  private static String number(Phase phase, PackageRow row) {
    return number(row.phases().getOrDefault(phase, Duration.ZERO), 9);
  }

  /**
   * Returns a path for display: the image determines it, and a terminal interprets control
   * characters.
   */
  private static String printable(String path) {
    return path.replaceAll("\\p{C}", "?");
  }

  private static String number(Duration time, int width) {
    return String.format(Locale.ROOT, "%" + width + ".2f", Json.seconds(time));
  }

  private static List<PackageTime> mostExpensive(RunTimings timings) {
    return timings.scripts().stream().limit(SCRIPTS).toList();
  }

  private static List<PackageRow> rows(RunTimings timings) {
    Map<String, Map<Phase, Duration>> byName = new TreeMap<>();
    for (PackageTime time : timings.packages()) {
      byName
          .computeIfAbsent(time.packageName(), name -> new EnumMap<>(Phase.class))
          .put(time.phase(), time.time());
    }
    return byName.entrySet().stream()
        .map(entry -> new PackageRow(entry.getKey(), entry.getValue()))
        .sorted(comparing(PackageRow::total).reversed().thenComparing(PackageRow::name))
        .toList();
  }

  /** Returns the times for JSON, all in seconds. */
  public static Map<String, Object> toMap(RunTimings timings) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("component", timings.component().name());
    map.put("finish_time", timings.finished());
    map.put("elapsed_seconds", Json.seconds(timings.total()));
    map.put("stages", timings.stages().entrySet().stream().map(TimingText::stageMap).toList());
    map.put("scripts", mostExpensive(timings).stream().map(TimingText::scriptMap).toList());
    map.put("native_start_count", timings.starts().nativeTotal());
    map.put("emulated_start_count", timings.starts().emulatedTotal());
    map.put("programs", timings.starts().mostOften().stream().map(TimingText::programMap).toList());
    map.put("packages", rows(timings).stream().map(TimingText::packageMap).toList());
    return map;
  }

  private static Map<String, Object> stageMap(Map.Entry<Stage, StageTime> entry) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("stage", entry.getKey().name().toLowerCase(Locale.ROOT));
    map.put("elapsed_seconds", Json.seconds(entry.getValue().elapsed()));
    map.put("earlier_seconds", Json.seconds(entry.getValue().earlier()));
    return map;
  }

  private static Map<String, Object> scriptMap(PackageTime script) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("package", script.packageName());
    map.put("script", script.phase().label());
    map.put("elapsed_seconds", Json.seconds(script.time()));
    return map;
  }

  private static Map<String, Object> programMap(ProgramStarts.Program program) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("program", program.path());
    map.put("native_start_count", program.natively());
    map.put("emulated_start_count", program.emulated());
    return map;
  }

  private static Map<String, Object> packageMap(PackageRow row) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("package", row.name());
    map.put("elapsed_seconds", Json.seconds(row.total()));
    row.phases().forEach((phase, time) -> map.put(phase.label() + "_seconds", Json.seconds(time)));
    return map;
  }
}
