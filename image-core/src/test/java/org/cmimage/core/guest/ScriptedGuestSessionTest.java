package org.cmimage.core.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptedGuestSessionTest {
  @Test
  void playsWhatItWasToldAndRecordsWhatCame() throws Exception {
    ScriptedGuestSession session =
        new ScriptedGuestSession()
            .succeeds("/bin/true")
            .ends(
                new CommandResult.End.Exited(3), List.of("no space"), "dpkg", "--configure", "-a");
    List<String> lines = new ArrayList<>();

    CommandResult result = session.run(Command.of("dpkg", "--configure", "-a"), lines::add);

    assertThat(result.end()).isEqualTo(new CommandResult.End.Exited(3));
    assertThat(result.tail()).isEqualTo(lines).containsExactly("no space");
    assertThat(session.ran()).containsExactly(Command.of("dpkg", "--configure", "-a"));
  }

  @Test
  void failsOnACommandItWasNotToldOf() {
    ScriptedGuestSession session = new ScriptedGuestSession().succeeds("/bin/true");

    assertThatThrownBy(() -> session.run(Command.of("/bin/false"), line -> {}))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("/bin/false");
  }

  @Test
  void runsNothingOnceClosed() {
    ScriptedGuestSession session = new ScriptedGuestSession().succeeds("/bin/true");
    session.close();

    assertThat(session.isClosed()).isTrue();
    assertThatThrownBy(() -> session.run(Command.of("/bin/true"), line -> {}))
        .isInstanceOf(IOException.class);
  }
}
