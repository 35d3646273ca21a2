package org.cmimage.sources.deb.provision;

import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.StageProgress;

/** Keeps what a step tells. */
public final class RecordedProgress implements StageProgress {
  private final List<String> advances = new ArrayList<>();
  private final List<String> activities = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<PackageTime> times = new ArrayList<>();

  @Override
  public void advanced(long done, long total, long bytes) {
    advances.add(done + "/" + total);
  }

  @Override
  public void activity(String text) {
    activities.add(text);
  }

  @Override
  public void warning(String text) {
    warnings.add(text);
  }

  @Override
  public void log(String line) {
    lines.add(line);
  }

  @Override
  public void took(PackageTime time) {
    times.add(time);
  }

  /** The times that were told, as package and phase. */
  List<String> timed() {
    return times.stream().map(t -> t.packageName() + " " + t.phase().label()).toList();
  }

  List<PackageTime> times() {
    return List.copyOf(times);
  }

  List<String> advances() {
    return List.copyOf(advances);
  }

  List<String> activities() {
    return List.copyOf(activities);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  List<String> lines() {
    return List.copyOf(lines);
  }
}
