package org.cmimage.core.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.GuestSessions.Execution;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.record.Journal;
import org.cmimage.core.record.Stage;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.spi.PackageInstallation.FailedScript;
import org.cmimage.core.spi.PackageInstallation.ProvisionStep;
import org.cmimage.core.spi.PackageInstallation.ProvisionTrack;
import org.cmimage.core.spi.StageProgress;

/**
 * The run of one track's steps. A step with a failure that another setting may cure is repeated
 * once in a session of its own: without native twins, and with the safest emulation where the
 * emulator failed. Where the failed script can be run by itself, only that is repeated; the rest of
 * the step and later steps run as fast as before. A script is repeated alone once, or as often as
 * it fails where there is a stand-in for what it fails in.
 */
final class TrackRun {
  private final GuestSessions sessions;
  private final Journal journal;
  private final Rootfs tree;
  private final StageProgress progress;
  private final List<ProgramStarts> starts = new ArrayList<>();

  TrackRun(GuestSessions sessions, Journal journal, Rootfs tree, StageProgress progress) {
    this.sessions = sessions;
    this.journal = journal;
    this.tree = tree;
    this.progress = progress;
  }

  boolean isDone(ProvisionTrack track) {
    return track.steps().stream().allMatch(step -> journal.isDone(name(step)));
  }

  private static String name(ProvisionStep step) {
    return Stage.PROVISION + " " + step.name();
  }

  /**
   * Runs the steps that are not done yet.
   *
   * @param usual the session to run them in
   * @return the program starts of all sessions together
   */
  ProgramStarts run(ProvisionTrack track, GuestSessions.Request usual)
      throws IOException, InterruptedException {
    Set<String> retried = new HashSet<>();
    Optional<FailedStep> failed;
    while ((failed = runSteps(track.steps(), usual)).isPresent()) {
      GuestSessions.Request other = secondChance(usual, failed.get());
      tell(failed.get().message() + "\n  Trying once more, " + how(other, true) + ".");
      Optional<FailedScript> script = failed.get().script();
      Map<String, String> standIns =
          script.isPresent() ? script.get().alone().standIns(tree) : Map.of();
      if (standIns.isEmpty()) {
        script = script.filter(one -> retried.add(one.script()));
      }
      Optional<FailedStep> again =
          script.isPresent()
              ? runAlone(failed.get(), script.get(), other, standIns)
              : runSteps(List.of(failed.get().step()), other);
      if (again.isPresent()) {
        throw again.get().after(failed.get(), how(other, true), how(usual, false));
      }
    }
    return ProgramStarts.sum(starts);
  }

  private void tell(String text) {
    progress.log(text);
    progress.warning(text);
  }

  /** Repeats the failed part of a step, and reports which program made the difference. */
  private Optional<FailedStep> runAlone(
      FailedStep failed,
      FailedScript script,
      GuestSessions.Request other,
      Map<String, String> standIns)
      throws IOException, InterruptedException {
    try (GuestSession session = sessions.open(other.with(standIns))) {
      Optional<FailedStep> again = runOnce(script.alone(), session);
      starts.add(session.starts());
      if (again.isEmpty() && other.twins().isPresent() && standIns.isEmpty()) {
        failed
            .lastInCommonWith(session.startedBy(script.script()))
            .ifPresent(
                program ->
                    tell(
                        script.script()
                            + " succeeded; with native programs it went on otherwise after "
                            + program
                            + ", which answered differently."));
      }
      return again;
    }
  }

  /** Runs the steps that are not done yet in one session, up to the first whose program fails. */
  private Optional<FailedStep> runSteps(List<ProvisionStep> steps, GuestSessions.Request guest)
      throws IOException, InterruptedException {
    try (GuestSession session = sessions.open(guest)) {
      Optional<FailedStep> failed = Optional.empty();
      for (ProvisionStep step : steps) {
        if (failed.isEmpty() && !journal.isDone(name(step))) {
          progress.activity(step.name());
          failed = runStep(step, session);
        }
      }
      starts.add(session.starts());
      return failed;
    }
  }

  private Optional<FailedStep> runStep(ProvisionStep step, GuestSession session)
      throws IOException, InterruptedException {
    Optional<FailedStep> failed = runOnce(step, session);
    if (failed.isEmpty()) {
      journal.done(name(step));
    }
    return failed;
  }

  private Optional<FailedStep> runOnce(ProvisionStep step, GuestSession session)
      throws IOException, InterruptedException {
    try {
      step.run(tree, session, progress);
      return Optional.empty();
    } catch (FaultException e) {
      if (e.code() != ErrorCode.SCRIPT_FAILED) {
        throw e;
      }
      List<String> started =
          FailedStep.script(e).map(one -> session.startedBy(one.script())).orElse(List.of());
      return Optional.of(new FailedStep(step, e, session.explain(), started));
    }
  }

  /** Returns the setting for a second attempt, if one may cure the failure. */
  private GuestSessions.Request secondChance(GuestSessions.Request usual, FailedStep failed)
      throws IOException {
    boolean emulated = sessions.check(usual.guest()) != Execution.NATIVE;
    if (emulated && failed.explanation().isPresent()) {
      return usual.safest();
    }
    if (usual.twins().isPresent()) {
      return usual.withoutTwins();
    }
    throw failed.alone();
  }

  private static String how(GuestSessions.Request session, boolean emulated) {
    if (!emulated && session.twins().isPresent()) {
      return "with native programs";
    }
    return session.safely()
        ? "with every program emulated, by the emulator's safest CPU model"
        : "with every program emulated";
  }
}
