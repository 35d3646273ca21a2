package org.cmimage.core.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.cmimage.core.Acceleration;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.plan.ComponentPlan.Install;
import org.cmimage.core.spi.PackageTime;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;

/**
 * The native twins of one component's programs, where it may use any; prepared once. Thread-safe.
 */
final class NativeTwins {
  private final GuestSessions sessions;
  private final ArchOs archOs;
  private final Install install;
  private Optional<Optional<Path>> prepared = Optional.empty();

  NativeTwins(GuestSessions sessions, ArchOs archOs, Install install) {
    this.sessions = sessions;
    this.archOs = archOs;
    this.install = install;
  }

  /** Prepares them during another stage, whose progress is reported alone. */
  void prepareBeside(StageProgress progress) throws IOException, InterruptedException {
    prepare(new Beside(progress));
  }

  /** Prepares them and returns their directory; empty where everything is emulated, or nothing. */
  synchronized Optional<Path> prepare(StageProgress progress)
      throws IOException, InterruptedException {
    if (prepared.isEmpty()) {
      prepared = Optional.of(find(progress));
    }
    return prepared.get();
  }

  private Optional<Path> find(StageProgress progress) throws IOException, InterruptedException {
    Architecture host = Architecture.ofThisMachine();
    Architecture guest = archOs.architecture();
    boolean useful =
        install.options().acceleration() == Acceleration.AUTO
            && guest != host
            && install.installation().runsPrograms()
            && sessions.check(guest) == GuestSessions.Execution.EMULATED_PRIVATELY;
    if (!useful) {
      return Optional.empty();
    }
    try {
      return install.installation().twins(host, progress);
    } catch (IOException e) {
      progress.warning(
          "no native programs for " + host + ", everything is emulated: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** A listener that forwards only warnings and lines for the log. */
  private record Beside(StageProgress stage) implements StageProgress {
    @Override
    public void advanced(long done, long total, long bytes) {
      // the user waits for the progress of the stage itself
    }

    @Override
    public void activity(String text) {
      // as above
    }

    @Override
    public void warning(String text) {
      stage.warning(text);
    }

    @Override
    public void noted(String text) {
      stage.noted(text);
    }

    @Override
    public void log(String line) {
      stage.log(line);
    }

    @Override
    public void took(PackageTime time) {
      stage.took(time);
    }
  }
}
