package org.cmimage.endtoend.ubuntu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.Test;

/**
 * Ubuntu 22.04, where no package has the links of the merged {@code /usr}, and {@code usrmerge}
 * finds them made: a component for each architecture.
 */
class Ubuntu2204Test extends UbuntuContract {
  Ubuntu2204Test() {
    super(
        "ubuntu2204",
        "jammy",
        "3.11",
        new Wish(Architecture.X86_64, "swimage", Optional.empty(), "5.15.0-130-generic"),
        new Wish(Architecture.AARCH64, "node-installer", Optional.empty(), "5.15.0-130-generic"));
  }

  @Test
  void usrIsMerged() {
    for (Made one : made()) {
      assertThat(one.tree().version("usrmerge")).isEqualTo("25ubuntu2");
      for (String name : List.of("bin", "sbin", "lib")) {
        assertThat(Files.isSymbolicLink(one.tree().directory().resolve(name))).isTrue();
      }
    }
  }
}
