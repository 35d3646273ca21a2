package org.cmimage.core.pipeline;

import com.google.common.collect.Iterables;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ErrorCode;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.FaultException;
import org.cmimage.core.spi.GuestSession;
import org.cmimage.core.spi.GuestSessions;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.core.spi.ProgramStarts;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.Architecture;

/**
 * Runs the steps that configure a tree, in guest sessions. With native twins where it may and can;
 * a script that fails with them is given a second chance without.
 */
final class Provisioning {
  private static final int LISTED_PROGRAMS = 20;

  /** Longer than a session takes to end when its thread is interrupted. */
  private static final Duration SESSION_END_LIMIT = Duration.ofMinutes(1);

  private final GuestSessions sessions;
  private final ImageRequest request;
  private final PackageInstallation installation;
  private final Journal journal;

  Provisioning(
      GuestSessions sessions,
      ImageRequest request,
      PackageInstallation installation,
      Journal journal) {
    this.sessions = sessions;
    this.request = request;
    this.installation = installation;
    this.journal = journal;
  }

  /** Runs every step that is not done yet. */
  ProgramStarts run(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    Optional<Path> twins = twins(progress);
    if (twins.isPresent()) {
      try {
        return run(tree, progress, twins);
      } catch (FaultException e) {
        if (e.code() != ErrorCode.SCRIPT_FAILED) {
          throw e;
        }
        progress.warning(
            e.getMessage() + "; going on without native programs, in case it was one of them");
      }
    }
    return run(tree, progress, Optional.empty());
  }

  private Optional<Path> twins(StageProgress progress) throws IOException, InterruptedException {
    Architecture host = Architecture.parse(System.getProperty("os.arch"));
    Architecture guest = request.archOs().architecture();
    boolean useful =
        request.acceleration() == Acceleration.AUTO
            && guest != host
            && sessions.check(guest) == GuestSessions.Execution.EMULATED_PRIVATELY;
    if (!useful) {
      return Optional.empty();
    }
    try {
      return installation.twins(host, progress);
    } catch (IOException e) {
      progress.warning(
          "no native programs for " + host + ", everything is emulated: " + e.getMessage());
      return Optional.empty();
    }
  }

  private ProgramStarts run(Rootfs tree, StageProgress progress, Optional<Path> twins)
      throws IOException, InterruptedException {
    ProgramStarts starts = ProgramStarts.NONE;
    for (List<ProvisionTrack> tracks : installation.provision(tree)) {
      List<Callable<ProgramStarts>> pending = new ArrayList<>();
      for (ProvisionTrack track : tracks) {
        if (!track.steps().stream().allMatch(this::isDone)) {
          pending.add(() -> run(track, tree, progress, twins));
        }
      }
      List<ProgramStarts> started =
          ParallelTasks.run("provision", tracks.size(), SESSION_END_LIMIT, pending);
      starts = ProgramStarts.sum(Iterables.concat(List.of(starts), started));
    }
    log(starts, progress);
    return starts;
  }

  private ProgramStarts run(
      ProvisionTrack track, Rootfs tree, StageProgress progress, Optional<Path> twins)
      throws IOException, InterruptedException {
    GuestSessions.Request guest =
        new GuestSessions.Request(
            tree.directory(),
            request.archOs().architecture(),
            installation.kernelRelease(),
            false,
            track.guards(),
            request.registerBinfmt(),
            twins);
    try (GuestSession session = sessions.open(guest)) {
      for (ProvisionStep step : track.steps()) {
        if (!isDone(step)) {
          progress.activity(step.name());
          step.run(tree, session, progress);
          journal.done(name(step));
        }
      }
      return session.starts();
    }
  }

  private boolean isDone(ProvisionStep step) {
    return journal.isDone(name(step));
  }

  private static String name(ProvisionStep step) {
    return Stage.PROVISION + " " + step.name();
  }

  private static void log(ProgramStarts starts, StageProgress progress) {
    progress.log(
        "programs started: "
            + starts.nativeTotal()
            + " natively, "
            + starts.emulatedTotal()
            + " emulated; most often emulated:");
    List<Map.Entry<String, Long>> most =
        starts.emulated().entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
            .limit(LISTED_PROGRAMS)
            .toList();
    for (Map.Entry<String, Long> program : most) {
      progress.log("  " + program.getValue() + " " + program.getKey());
    }
  }
}
