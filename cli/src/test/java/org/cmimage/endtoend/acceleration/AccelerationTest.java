package org.cmimage.endtoend.acceleration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.Test;

/** A set that plain emulation configures in a few minutes. */
class AccelerationTest extends AccelerationContract {
  AccelerationTest() {
    super("small");
  }

  @Override
  ClusterLayout cluster() throws IOException, InterruptedException {
    return TrialCluster.create(
        Distribution.parse("debian12"),
        List.of("openssh-server", "dbus", "ca-certificates", "python3", "libdbd-sqlite3-perl"));
  }

  /**
   * Of the other architecture's module Perl would say that it has the wrong ELF class or machine.
   */
  @Test
  void nativePerlLoadsAnInstalledExtensionModule() throws Exception {
    List<String> printed = new ArrayList<>();
    String query = "print DBI->connect('dbi:SQLite:')->selectrow_array('select 6 * 7')";
    try (GuestSession session = openAccelerated()) {
      Command command = Command.of("perl", "-MDBI", "-e", query);

      assertThat(session.run(command, printed::add).succeeded()).as("%s", printed).isTrue();
      assertThat(session.starts())
          .isEqualTo(new ProgramStarts(Map.of("/usr/bin/perl", 1L), Map.of()));
    }
    assertThat(printed).containsExactly("42");
  }
}
