package org.cmimage.core.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandTest {
  @Test
  void additionalVariablesJoinThoseItHasAndReplaceEqualNames() {
    Command command = Command.of("env").with(Map.of("LANG", "C", "TERM", "dumb"));

    assertThat(command.with(Map.of("TERM", "xterm")).environment())
        .isEqualTo(Map.of("LANG", "C", "TERM", "xterm"));
  }
}
