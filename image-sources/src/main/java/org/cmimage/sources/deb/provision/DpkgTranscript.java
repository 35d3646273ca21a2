package org.cmimage.sources.deb.provision;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.cmimage.core.spi.StageProgress;

/**
 * Follows what dpkg prints: reports progress, and keeps what is needed to say which script failed
 * and why. Not thread-safe.
 */
final class DpkgTranscript implements Consumer<String> {
  private static final int KEPT_LINES = 12;
  private static final int KEPT_LENGTH = 500;

  private final StageProgress progress;
  private final long total;
  private final Deque<String> recent = new ArrayDeque<>();
  private final List<Failure> failures = new ArrayList<>();
  private long configured;

  /**
   * A package that dpkg gave up for a reason of its own, not for another package's.
   *
   * @param script such as {@code post-installation script}; {@code configuration} where dpkg does
   *     not blame a script
   * @param end how it ended
   * @param lines the last lines before
   */
  record Failure(String packageName, String script, String end, List<String> lines) {}

  /**
   * Follows a configuration.
   *
   * @param configured packages configured before
   * @param total packages altogether
   */
  DpkgTranscript(StageProgress progress, long configured, long total) {
    this.progress = progress;
    this.configured = configured;
    this.total = total;
  }

  @Override
  public void accept(String line) {
    progress.log(line);
    Optional<DpkgMessage> message = DpkgMessage.parse(line);
    if (message.isPresent()) {
      take(message.get());
    } else {
      keep(line);
    }
  }

  private void take(DpkgMessage message) {
    if (message instanceof DpkgMessage.SettingUp begins) {
      recent.clear();
      progress.activity(begins.packageName());
      progress.advanced(configured, total, 0);
      configured = Math.min(configured + 1, total);
    } else if (message instanceof DpkgMessage.ProcessingTriggers begins) {
      recent.clear();
      progress.activity("triggers of " + begins.packageName());
      progress.advanced(configured, total, 0);
    } else if (message instanceof DpkgMessage.GivesUp given) {
      failures.add(
          new Failure(
              given.packageName(), "configuration", "an error of dpkg", List.copyOf(recent)));
    } else if (message instanceof DpkgMessage.ScriptEnded ended) {
      withdraw(ended.packageName());
      failures.add(
          new Failure(
              ended.packageName(), ended.script() + " script", ended.end(), List.copyOf(recent)));
    } else if (message instanceof DpkgMessage.Dependent && !failures.isEmpty()) {
      failures.remove(failures.size() - 1);
    }
  }

  /** Makes room for the reason of the failure that the line before told of. */
  private void withdraw(String packageName) {
    if (!failures.isEmpty()
        && failures.get(failures.size() - 1).packageName().equals(packageName)) {
      failures.remove(failures.size() - 1);
    }
  }

  private void keep(String line) {
    if (line.isBlank()) {
      return;
    }
    if (recent.size() == KEPT_LINES) {
      recent.removeFirst();
    }
    recent.addLast(line.length() > KEPT_LENGTH ? line.substring(0, KEPT_LENGTH) : line);
  }

  /** The packages that failed by themselves, in the order in which they did. */
  List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Packages whose configuration has begun, with those of former runs. */
  long configured() {
    return configured;
  }

  /** Packages altogether. */
  long total() {
    return total;
  }
}
