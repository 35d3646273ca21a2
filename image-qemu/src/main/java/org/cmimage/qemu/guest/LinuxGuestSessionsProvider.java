package org.cmimage.qemu.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.SearchPath;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.GuestSessionsProvider;
import org.cmimage.core.guest.ProgramSource;

/** The service of {@link LinuxGuestSessions}, with the emulators on this process's PATH. */
public final class LinuxGuestSessionsProvider implements GuestSessionsProvider {
  @Override
  public GuestSessions open(ClusterLayout layout, ProgramSource programs) {
    String path = System.getenv().getOrDefault("PATH", SearchPath.SYSTEM);
    try {
      return LinuxGuestSessions.of(programs, layout.cache(), path)
          .with(() -> new HeadNode(layout).cpuModels());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot examine this machine", e);
    }
  }
}
