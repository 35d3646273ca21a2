package org.cmimage.core.run;

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
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.parallel.ParallelTasks;
import org.cmimage.core.plan.ComponentPlan.Install;
import org.cmimage.core.preinstall.PreInstallScript;
import org.cmimage.core.record.Journal;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.core.spi.StageProgress;
import org.cmimage.model.ArchOs;

/**
 * The run of the tracks of steps that configure a tree, in parallel where possible ({@link
 * TrackRun}), with native twins where permitted and available.
 */
final class Provisioning {
  private static final int LISTED_PROGRAMS = 20;

  /** The limit for a session to end when its thread is interrupted. */
  private static final Duration SESSION_END_LIMIT = Duration.ofMinutes(1);

  private final GuestSessions sessions;
  private final ArchOs archOs;
  private final Install install;
  private final NativeTwins nativeTwins;
  private final Journal journal;

  Provisioning(
      GuestSessions sessions,
      ArchOs archOs,
      Install install,
      NativeTwins nativeTwins,
      Journal journal) {
    this.sessions = sessions;
    this.archOs = archOs;
    this.install = install;
    this.nativeTwins = nativeTwins;
    this.journal = journal;
  }

  /** Runs every step that is not done yet. Returns the program starts of all sessions together. */
  ProgramStarts run(Rootfs tree, StageProgress progress) throws IOException, InterruptedException {
    Optional<Path> twins = nativeTwins.prepare(progress);
    ProgramStarts starts = ProgramStarts.NONE;
    for (List<ProvisionTrack> tracks : tracks(tree)) {
      List<Callable<ProgramStarts>> pending = new ArrayList<>();
      for (ProvisionTrack track : tracks) {
        TrackRun run = new TrackRun(sessions, journal, tree, progress);
        if (!run.isDone(track)) {
          pending.add(() -> run.run(track, session(track, tree, twins)));
        }
      }
      List<ProgramStarts> started =
          ParallelTasks.run("provision", tracks.size(), SESSION_END_LIMIT, pending);
      starts = ProgramStarts.sum(Iterables.concat(List.of(starts), started));
    }
    log(starts, progress);
    return starts;
  }

  private List<List<ProvisionTrack>> tracks(Rootfs tree) throws IOException {
    return install.installation().provision(tree, install.script().map(PreInstallScript::step));
  }

  private GuestSessions.Request session(ProvisionTrack track, Rootfs tree, Optional<Path> twins)
      throws IOException {
    return new GuestSessions.Request(
        tree.directory(),
        archOs.architecture(),
        install.installation().kernelRelease(),
        false,
        track.guards().of(tree),
        install.options().registerBinfmt(),
        twins,
        archOs.distribution().id(),
        false,
        install.options().sources().offline());
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
