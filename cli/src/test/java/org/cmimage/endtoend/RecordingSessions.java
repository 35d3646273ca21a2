package org.cmimage.endtoend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cmimage.core.spi.GuestSession;
import org.cmimage.core.spi.GuestSessions;
import org.cmimage.model.Architecture;

/** Sessions as they are, with files laid over the tree; notes what twins they were given. */
final class RecordingSessions implements GuestSessions {
  private final GuestSessions real;
  private final Map<String, String> files;
  private final List<Optional<Path>> twins = new CopyOnWriteArrayList<>();

  RecordingSessions(GuestSessions real, Map<String, String> files) {
    this.real = real;
    this.files = files;
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
    Map<String, String> all = new HashMap<>(request.files());
    all.putAll(files);
    return real.open(
        new Request(
            request.tree(),
            request.guest(),
            request.kernelRelease(),
            request.network(),
            all,
            request.registerBinfmt(),
            request.twins()));
  }
}
