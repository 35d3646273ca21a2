package org.cmimage.core.record;

import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.model.ComponentName;

/**
 * The times that making a component took. Times are wall times in whole milliseconds.
 *
 * @param component the component
 * @param finished when it was complete, in whole seconds
 * @param stages by stage, in the order of the stages; without those that never ran
 * @param packages one for each package and phase, sorted by package name and then phase; duplicates
 *     are added up
 * @param starts the image's programs that ran while it was configured, as far as they were counted
 */
public record RunTimings(
    ComponentName component,
    Instant finished,
    Map<Stage, StageTime> stages,
    List<PackageTime> packages,
    ProgramStarts starts) {

  public RunTimings {
    finished = finished.truncatedTo(ChronoUnit.SECONDS);
    stages = Maps.immutableEnumMap(stages);
    packages = sums(packages);
  }

  /**
   * The time of one stage.
   *
   * @param elapsed in all runs needed to make the component
   * @param earlier the part of it in earlier, unfinished runs; all of it where the last run had
   *     nothing left to do
   */
  public record StageTime(Duration elapsed, Duration earlier) {
    public StageTime {
      elapsed = elapsed.truncatedTo(ChronoUnit.MILLIS);
      earlier = earlier.truncatedTo(ChronoUnit.MILLIS);
      if (earlier.isNegative() || earlier.compareTo(elapsed) > 0) {
        throw new IllegalArgumentException(earlier + " is not part of " + elapsed);
      }
    }
  }

  private static List<PackageTime> sums(List<PackageTime> times) {
    Map<String, Map<Phase, Duration>> sums = new TreeMap<>();
    for (PackageTime time : times) {
      sums.computeIfAbsent(time.packageName(), name -> new EnumMap<>(Phase.class))
          .merge(time.phase(), time.time(), Duration::plus);
    }
    List<PackageTime> sorted = new ArrayList<>();
    sums.forEach(
        (name, phases) ->
            phases.forEach(
                (phase, time) ->
                    sorted.add(new PackageTime(name, phase, time.truncatedTo(ChronoUnit.MILLIS)))));
    return List.copyOf(sorted);
  }

  /** Returns the time of all stages together, including earlier runs. */
  public Duration total() {
    return stages.values().stream().map(StageTime::elapsed).reduce(Duration.ZERO, Duration::plus);
  }

  /** Returns the number of packages that went through a phase. */
  public long count(Phase phase) {
    return packages.stream().filter(time -> time.phase() == phase).count();
  }

  /** Returns the times of the image's programs, the longest first. */
  public List<PackageTime> scripts() {
    return packages.stream()
        .filter(time -> time.phase().isScript())
        .sorted(comparing(PackageTime::time).reversed())
        .collect(ImmutableList.toImmutableList());
  }
}
