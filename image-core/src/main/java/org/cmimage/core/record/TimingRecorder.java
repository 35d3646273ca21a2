package org.cmimage.core.record;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.record.RunTimings.StageTime;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.model.ComponentName;

/**
 * A recorder of the times of one run, which are added to those of earlier, unfinished runs.
 * Thread-safe.
 */
public final class TimingRecorder {
  private final ComponentName component;
  private final Set<String> packages;
  private final Map<Stage, Duration> stages = new EnumMap<>(Stage.class);
  private final Map<String, Map<Phase, Duration>> times = new HashMap<>();
  private ProgramStarts starts = ProgramStarts.NONE;
  private Optional<RunTimings> earlier = Optional.empty();

  /**
   * Makes a recorder for one run.
   *
   * @param packages the names of the plan's packages; programs of the image may report any others
   */
  public TimingRecorder(ComponentName component, Set<String> packages) {
    this.component = component;
    this.packages = Set.copyOf(packages);
  }

  /** Returns the component. */
  public ComponentName component() {
    return component;
  }

  /** Adds the times of earlier runs, whose finished stages will not run again. */
  public synchronized void resume(RunTimings before) {
    earlier = Optional.of(before);
  }

  /** Adds to the time of a stage. */
  public synchronized void add(Stage stage, Duration time) {
    // The clock of a machine may be set back.
    stages.merge(stage, time.isNegative() ? Duration.ZERO : time, Duration::plus);
  }

  /** Adds the time of a package. */
  public synchronized void add(PackageTime time) {
    if (packages.contains(time.packageName())) {
      times
          .computeIfAbsent(time.packageName(), name -> new EnumMap<>(Phase.class))
          .merge(time.phase(), time.time(), Duration::plus);
    }
  }

  /** Adds started programs. */
  public synchronized void add(ProgramStarts more) {
    starts = ProgramStarts.sum(List.of(starts, more));
  }

  /** Returns all times recorded so far. */
  public synchronized RunTimings timings(Instant now) {
    Map<Stage, StageTime> all = new EnumMap<>(Stage.class);
    earlier.ifPresent(
        before ->
            before
                .stages()
                .forEach(
                    (stage, time) ->
                        all.put(stage, new StageTime(time.elapsed(), time.elapsed()))));
    stages.forEach(
        (stage, time) ->
            all.merge(
                stage,
                new StageTime(time, Duration.ZERO),
                (before, own) ->
                    new StageTime(before.elapsed().plus(own.elapsed()), before.elapsed())));
    List<PackageTime> allPackages = new ArrayList<>();
    earlier.ifPresent(before -> allPackages.addAll(before.packages()));
    times.forEach(
        (name, phases) ->
            phases.forEach((phase, time) -> allPackages.add(new PackageTime(name, phase, time))));
    ProgramStarts before = earlier.map(RunTimings::starts).orElse(ProgramStarts.NONE);
    return new RunTimings(
        component, now, all, allPackages, ProgramStarts.sum(List.of(before, starts)));
  }
}
