package org.cmimage.endtoend.acceleration;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.model.Architecture;

/** Sessions as they are; notes what twins they were given. */
final class RecordingSessions implements GuestSessions {
  private final GuestSessions real;
  private final List<Optional<Path>> twins = new CopyOnWriteArrayList<>();

  RecordingSessions(GuestSessions real) {
    this.real = real;
  }

  /** Of each session that was opened. */
  List<Optional<Path>> twins() {
    return List.copyOf(twins);
  }

  @Override
  public Execution check(Architecture guest) throws IOException {
    return real.check(guest);
  }

  @Override
  public GuestSession open(Request request) throws IOException, InterruptedException {
    twins.add(request.twins());
    return real.open(request);
  }

  @Override
  public CommandResult.End join(Request request, String hostName, Command command)
      throws IOException, InterruptedException {
    return real.join(request, hostName, command);
  }
}
