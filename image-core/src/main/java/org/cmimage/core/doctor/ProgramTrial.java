package org.cmimage.core.doctor;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.CommandResult.End;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.host.Attempt;
import org.cmimage.model.Architecture;

/** Runs a small program of an architecture in a session, as a run would those of an image. */
final class ProgramTrial {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String PROGRAM = "bin/smallest";

  /** What is in the tree afterwards, in the order of deletion: sessions make mount points. */
  private static final ImmutableList<String> MADE =
      ImmutableList.of(PROGRAM, "bin", "etc", "dev", "proc", "run", "sys", "tmp", "");

  private final GuestSessions sessions;
  private final Path place;

  /**
   * Creates a trial.
   *
   * @param place an existing directory on the file system that images are made on
   */
  ProgramTrial(GuestSessions sessions, Path place) {
    this.sessions = sessions;
    this.place = place;
  }

  HostFinding run(Architecture architecture) throws InterruptedException {
    String subject = "programs of " + architecture;
    String what = "cannot run a program of " + architecture;
    try {
      Path tree = Files.createTempDirectory(place, ".cm-image-doctor-");
      Path program = tree.resolve(PROGRAM);
      try {
        Files.createDirectory(tree.resolve("bin"));
        Files.createDirectory(tree.resolve("etc"));
        Files.write(program, SmallestProgram.of(architecture));
        if (!program.toFile().setExecutable(true)) {
          throw new IOException("cannot make " + program + " executable");
        }
        return finding(subject, what, run(tree, architecture));
      } finally {
        for (String path : MADE) {
          Files.deleteIfExists(tree.resolve(path));
        }
      }
    } catch (FaultException e) {
      return e.code() == ErrorCode.MIRROR_UNREACHABLE
          ? HostFinding.note(
              subject,
              "there is no emulator on this head node yet; making an image fetches one",
              new Remedy.None())
          : HostFinding.bad(subject, e.fault());
    } catch (IOException e) {
      return HostFinding.bad(subject, new Attempt(what, place, new Remedy.None()).fault(e).fault());
    }
  }

  private CommandResult run(Path tree, Architecture architecture)
      throws IOException, InterruptedException {
    GuestSessions.Request request =
        new GuestSessions.Request(
            tree, architecture, "", false, Map.of(), false, Optional.empty(), "", true, true);
    try (GuestSession session = sessions.open(request)) {
      return session.run(new Command(List.of("/" + PROGRAM), Map.of(), LIMIT), line -> {});
    }
  }

  private static HostFinding finding(String subject, String what, CommandResult result) {
    boolean isRight =
        result.end() instanceof End.Exited exited && exited.status() == SmallestProgram.STATUS;
    return isRight
        ? HostFinding.good(subject, "one ran in a session in " + millis(result.elapsed()))
        : HostFinding.bad(
            subject,
            Fault.of(
                ErrorCode.GUEST_FAILED,
                what,
                "expected exit status " + SmallestProgram.STATUS + ", found " + result.end(),
                new Remedy.Advice("try a newer kernel, or another emulator (qemu-user-static)")));
  }

  private static String millis(Duration elapsed) {
    return elapsed.toMillis() + " ms";
  }
}
