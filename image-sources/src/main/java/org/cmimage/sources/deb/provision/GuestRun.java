package org.cmimage.sources.deb.provision;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cmimage.core.spi.Command;
import org.cmimage.core.spi.CommandResult;
import org.cmimage.core.spi.CommandResult.End;
import org.cmimage.core.spi.GuestSession;
import org.cmimage.core.spi.StageProgress;

/** Runs one program of the image; once more if it was the emulator that failed. */
final class GuestRun {
  /** SIGILL, SIGABRT, SIGBUS, SIGSEGV: what an emulator's own fault ends a program with. */
  private static final int[] FAULT_SIGNALS = {4, 6, 7, 11};

  private GuestRun() {}

  static CommandResult twiceIfEmulatorFails(
      GuestSession session, Command command, StageProgress progress)
      throws IOException, InterruptedException {
    AtomicBoolean symptom = new AtomicBoolean();
    CommandResult result =
        session.run(
            command,
            line -> {
              progress.log(line);
              symptom.compareAndSet(false, EmulatorSymptom.isIn(line));
            });
    if (result.succeeded() || !(symptom.get() || endedByFault(result.end()))) {
      return result;
    }
    progress.warning(
        "emulator failed in " + command + " (" + result.end() + "); running it once more");
    return session.run(command, progress::log);
  }

  private static boolean endedByFault(End end) {
    if (!(end instanceof End.Signalled signalled)) {
      return false;
    }
    for (int signal : FAULT_SIGNALS) {
      if (signalled.signal() == signal) {
        return true;
      }
    }
    return false;
  }
}
