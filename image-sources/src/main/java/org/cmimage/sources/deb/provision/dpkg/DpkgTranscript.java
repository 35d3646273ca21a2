package org.cmimage.sources.deb.provision.dpkg;

import com.google.common.base.Stopwatch;
import com.google.common.base.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.PackageTime.Phase;
import org.cmimage.core.spi.StageProgress;

/**
 * Follows the output of dpkg: reports progress and how long each package takes, and keeps what is
 * needed to report which script failed and why. Not thread-safe.
 *
 * <p>dpkg is one process for all packages, and handles one at a time. So the time of a package is
 * that from the line with which dpkg starts it to the next such line, or to dpkg's end.
 */
public final class DpkgTranscript implements Consumer<String> {
  private static final int KEPT_LINES = 12;
  private static final int KEPT_LENGTH = 500;

  private final StageProgress progress;
  private final long total;
  private final Stopwatch watch;
  private final Deque<String> recent = new ArrayDeque<>();
  private final List<Failure> failures = new ArrayList<>();
  private long configured;
  private Optional<Turn> turn = Optional.empty();

  /** The package and phase that dpkg is in. */
  private record Turn(String packageName, Phase phase) {}

  /**
   * A package that dpkg abandoned for a reason of its own, not because of another package.
   *
   * @param script such as {@code post-installation script}; {@code configuration} if dpkg does not
   *     blame a script
   * @param end how it ended
   * @param lines the last lines before
   * @param conflict the file of another package that it has
   */
  public record Failure(
      String packageName,
      String script,
      String end,
      List<String> lines,
      Optional<DpkgMessage.Overwrites> conflict) {
    /** Creates the failure of a script, without a conflict of files. */
    public Failure(String packageName, String script, String end, List<String> lines) {
      this(packageName, script, end, lines, Optional.empty());
    }
  }

  /**
   * Creates the transcript of a configuration.
   *
   * @param configured the number of packages configured before
   * @param total the number of all packages
   */
  public DpkgTranscript(StageProgress progress, long configured, long total) {
    this(progress, configured, total, Ticker.systemTicker());
  }

  public DpkgTranscript(StageProgress progress, long configured, long total, Ticker ticker) {
    this.progress = progress;
    this.watch = Stopwatch.createUnstarted(ticker);
    this.configured = configured;
    this.total = total;
  }

  @Override
  public void accept(String line) {
    progress.log(line);
    Optional<DpkgMessage> message = DpkgMessage.parse(line);
    if (message.isPresent()) {
      message.get().accept(new Messages());
    } else {
      keep(line);
    }
  }

  /** Ends the measurement of the current package, because dpkg has ended. */
  public void ended() {
    turn(Optional.empty());
  }

  private void turn(Optional<Turn> next) {
    if (turn.isPresent()) {
      progress.took(new PackageTime(turn.get().packageName(), turn.get().phase(), watch.elapsed()));
    }
    turn = next;
    watch.reset().start();
  }

  /** Starts measuring a package, which dpkg names with its architecture if it can have several. */
  private void turnTo(String packageName, Phase phase) {
    int colon = packageName.indexOf(':');
    turn(Optional.of(new Turn(colon < 0 ? packageName : packageName.substring(0, colon), phase)));
  }

  /**
   * Removes the failure of a package that the previous line announced, so that the one with its
   * reason replaces it.
   */
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

  /** Returns the packages that failed for reasons of their own, in the order of failure. */
  public List<Failure> failures() {
    return List.copyOf(failures);
  }

  /**
   * Returns the number of packages whose configuration has started, including those of earlier
   * runs.
   */
  public long configured() {
    return configured;
  }

  /** Returns the number of all packages. */
  long total() {
    return total;
  }

  private final class Messages implements DpkgMessage.Handler {
    @Override
    public void preparingToUnpack(DpkgMessage.PreparingToUnpack message) {
      turnTo(message.packageName(), Phase.IN_TURN);
      recent.clear();
      progress.activity("unpacking " + message.packageName());
    }

    @Override
    public void settingUp(DpkgMessage.SettingUp message) {
      turnTo(message.packageName(), Phase.POSTINST);
      recent.clear();
      progress.activity(message.packageName());
      progress.advanced(configured, total, 0);
      configured = Math.min(configured + 1, total);
    }

    @Override
    public void removing(DpkgMessage.Removing message) {
      turn(Optional.empty());
      recent.clear();
      progress.activity("removing " + message.packageName());
    }

    @Override
    public void processingTriggers(DpkgMessage.ProcessingTriggers message) {
      turnTo(message.packageName(), Phase.TRIGGER);
      recent.clear();
      progress.activity("triggers of " + message.packageName());
      progress.advanced(configured, total, 0);
    }

    @Override
    public void givesUp(DpkgMessage.GivesUp message) {
      failures.add(
          new Failure(
              message.packageName(), "configuration", "an error of dpkg", List.copyOf(recent)));
    }

    @Override
    public void scriptEnded(DpkgMessage.ScriptEnded message) {
      withdraw(message.packageName());
      failures.add(
          new Failure(
              message.packageName(),
              message.script() + " script",
              message.end(),
              List.copyOf(recent)));
    }

    @Override
    public void overwrites(DpkgMessage.Overwrites message) {
      if (!failures.isEmpty()) {
        Failure given = failures.remove(failures.size() - 1);
        failures.add(
            new Failure(
                given.packageName(),
                given.script(),
                given.end(),
                given.lines(),
                Optional.of(message)));
      }
    }

    @Override
    public void dependent(DpkgMessage.Dependent message) {
      if (!failures.isEmpty()) {
        failures.remove(failures.size() - 1);
      }
    }
  }
}
