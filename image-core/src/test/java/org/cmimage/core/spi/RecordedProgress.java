package org.cmimage.core.spi;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a stage tells. Thread-safe. */
public final class RecordedProgress implements StageProgress {
  private final List<String> advances = new CopyOnWriteArrayList<>();
  private final List<Long> bytes = new CopyOnWriteArrayList<>();
  private final List<String> activities = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final List<PackageTime> times = new CopyOnWriteArrayList<>();

  @Override
  public void advanced(long done, long total, long handled) {
    advances.add(done + "/" + total);
    bytes.add(handled);
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
  public List<String> timed() {
    return times.stream().map(t -> t.packageName() + " " + t.phase().label()).toList();
  }

  public List<PackageTime> times() {
    return List.copyOf(times);
  }

  public List<String> advances() {
    return List.copyOf(advances);
  }

  /** How many bytes were handled at each advance. */
  public List<Long> bytes() {
    return List.copyOf(bytes);
  }

  public List<String> activities() {
    return List.copyOf(activities);
  }

  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  public List<String> lines() {
    return List.copyOf(lines);
  }
}
