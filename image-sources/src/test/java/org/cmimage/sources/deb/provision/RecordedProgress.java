package org.cmimage.sources.deb.provision;

import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.spi.StageProgress;

/** Keeps what a step tells. */
final class RecordedProgress implements StageProgress {
  private final List<String> advances = new ArrayList<>();
  private final List<String> activities = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();

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
