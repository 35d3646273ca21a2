package org.cmimage.core.record;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.record.RunTimings.StageTime;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.yaml.YamlFile;
import org.cmimage.core.yaml.YamlSection;
import org.cmimage.model.ComponentName;

/**
 * The file format of {@link RunTimings}: JSON of version 1, a line for each stage, package and
 * program. It is read as YAML 1.2, of which JSON is a subset: the reader of configuration files is
 * strict already, and Jackson belongs to the commands alone.
 *
 * <p>Programs of the image determine how many paths were started and how long these are. The file
 * names the {@value #LISTED_PROGRAMS} most often started ones and counts the rest under {@value
 * #OTHERS}, so that the totals are right and its size is limited.
 */
final class TimingsText {
  static final int LISTED_PROGRAMS = 1000;

  /** The limit of an escaped path, as YAML limits a key to 1024 characters. */
  static final int LONGEST_PATH = 1000;

  /** A key that is no absolute path, and so no program's name. */
  static final String OTHERS = "others";

  private static final String VERSION = "1";
  private static final int MAX_BYTES = 8 << 20;
  private static final ImmutableSet<String> KEYS =
      ImmutableSet.of("version", "component", "finished", "stages", "packages", "programs");

  private TimingsText() {}

  static String write(RunTimings timings) {
    List<String> stages = new ArrayList<>();
    timings
        .stages()
        .forEach(
            (stage, time) ->
                stages.add(
                    entry(
                        label(stage),
                        ImmutableMap.of(
                            "ms", time.elapsed().toMillis(),
                            "earlier_ms", time.earlier().toMillis()))));
    return "{\n"
        + String.join(
            ",\n",
            "\"version\": " + YamlFile.quoted(VERSION),
            "\"component\": " + YamlFile.quoted(timings.component().name()),
            "\"finished\": " + YamlFile.quoted(timings.finished().toString()),
            section("stages", stages),
            section("packages", packages(timings.packages())),
            section("programs", programs(timings.starts())))
        + "\n}\n";
  }

  private static List<String> packages(List<PackageTime> times) {
    Map<String, Map<String, Long>> byName = new TreeMap<>();
    for (PackageTime time : times) {
      byName
          .computeIfAbsent(time.packageName(), name -> new LinkedHashMap<>())
          .put(key(time.phase()), time.time().toMillis());
    }
    List<String> entries = new ArrayList<>();
    byName.forEach((name, phases) -> entries.add(entry(name, phases)));
    return entries;
  }

  private static List<String> programs(ProgramStarts starts) {
    List<String> entries = new ArrayList<>();
    long natively = starts.nativeTotal();
    long emulated = starts.emulatedTotal();
    for (ProgramStarts.Program program : starts.mostOften()) {
      if (entries.size() < LISTED_PROGRAMS
          && YamlFile.quoted(program.path()).length() <= LONGEST_PATH
          && !program.path().equals(OTHERS)) {
        entries.add(entry(program.path(), counts(program.natively(), program.emulated())));
        natively -= program.natively();
        emulated -= program.emulated();
      }
    }
    if (natively + emulated > 0) {
      entries.add(entry(OTHERS, counts(natively, emulated)));
    }
    return entries;
  }

  private static Map<String, Long> counts(long natively, long emulated) {
    return ImmutableMap.of("native", natively, "emulated", emulated);
  }

  private static String section(String key, Collection<String> entries) {
    return YamlFile.quoted(key)
        + ": {"
        + entries.stream().collect(Collectors.joining(",", "", "\n}"));
  }

  private static String entry(String key, Map<String, Long> numbers) {
    return "\n  "
        + YamlFile.quoted(key)
        + ": "
        + numbers.entrySet().stream()
            .map(number -> YamlFile.quoted(number.getKey()) + ": " + number.getValue())
            .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String label(Stage stage) {
    return stage.name().toLowerCase(Locale.ROOT);
  }

  private static String key(Phase phase) {
    return phase.label() + "_ms";
  }

  /**
   * Reads the format of {@link #write}.
   *
   * @param label the file's name in messages
   * @throws FaultException where it is malformed, or of another component or version
   */
  static RunTimings read(InputStream in, String label, ComponentName component) throws IOException {
    YamlSection file = YamlSection.root(YamlFile.read(in, label, MAX_BYTES));
    expect(file, "version", VERSION);
    expect(file, "component", component.name());
    file.allowOnly(KEYS);
    return new RunTimings(component, finished(file), stages(file), packages(file), programs(file));
  }

  private static void expect(YamlSection file, String key, String expected) throws FaultException {
    String found = file.text(key);
    if (!found.equals(expected)) {
      throw file.fault(key, "expected " + key + " " + expected + ", found " + found);
    }
  }

  private static Instant finished(YamlSection file) throws FaultException {
    try {
      return Instant.parse(file.text("finished"));
    } catch (DateTimeParseException e) {
      throw file.fault("finished", "expected a time such as 2026-01-31T12:00:00Z");
    }
  }

  private static Map<Stage, StageTime> stages(YamlSection file) throws FaultException {
    Map<String, Stage> known = byName(Stage.values(), TimingsText::label);
    YamlSection section = file.section("stages");
    section.allowOnly(known.keySet());
    Map<Stage, StageTime> stages = new EnumMap<>(Stage.class);
    for (Map.Entry<String, YamlSection> entry : section.sections().entrySet()) {
      YamlSection stage = entry.getValue();
      stage.allowOnly(ImmutableSet.of("ms", "earlier_ms"));
      long elapsed = stage.count("ms");
      long earlier = stage.count("earlier_ms");
      if (earlier > elapsed) {
        throw stage.fault("earlier_ms", "a part of " + elapsed + " ms cannot be " + earlier);
      }
      Stage which = known.get(entry.getKey());
      if (which != null) {
        stages.put(which, new StageTime(Duration.ofMillis(elapsed), Duration.ofMillis(earlier)));
      }
    }
    return stages;
  }

  private static List<PackageTime> packages(YamlSection file) throws FaultException {
    Map<String, Phase> known = byName(Phase.values(), TimingsText::key);
    List<PackageTime> times = new ArrayList<>();
    for (Map.Entry<String, YamlSection> entry : file.section("packages").sections().entrySet()) {
      YamlSection phases = entry.getValue();
      phases.allowOnly(known.keySet());
      for (Map.Entry<String, Phase> phase : known.entrySet()) {
        if (phases.keys().contains(phase.getKey())) {
          Duration time = Duration.ofMillis(phases.count(phase.getKey()));
          times.add(new PackageTime(entry.getKey(), phase.getValue(), time));
        }
      }
    }
    return times;
  }

  private static ProgramStarts programs(YamlSection file) throws FaultException {
    Map<String, Long> natively = new LinkedHashMap<>();
    Map<String, Long> emulated = new LinkedHashMap<>();
    for (Map.Entry<String, YamlSection> entry : file.section("programs").sections().entrySet()) {
      YamlSection counts = entry.getValue();
      counts.allowOnly(ImmutableSet.of("native", "emulated"));
      put(natively, entry.getKey(), counts.count("native"));
      put(emulated, entry.getKey(), counts.count("emulated"));
    }
    return new ProgramStarts(natively, emulated);
  }

  private static void put(Map<String, Long> counts, String program, long count) {
    if (count > 0) {
      counts.put(program, count);
    }
  }

  private static <T> Map<String, T> byName(T[] values, Function<T, String> name) {
    return Arrays.stream(values).collect(ImmutableMap.toImmutableMap(name, value -> value));
  }
}
