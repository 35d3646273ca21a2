package org.cmimage.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmulatorFailureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "qemu: uncaught target signal 11 (Segmentation fault) - core dumped | ended by signal 11 inside QEMU",
        "qemu: Unsupported syscall: 435 | system call 435",
        "Unsupported syscall: 291 | system call 291",
        "/bin/sh: 1: /usr/bin/tool: Exec format error | architecture other than the image's",
        "cannot execute /usr/bin/tool: Exec format error | architecture other than the image's",
        "qemu-aarch64-static: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory | needs"
            + " /lib/ld-linux-aarch64.so.1",
      })
  void explainsWhatTheEmulatorSays(String line, String expected) {
    assertThat(
            EmulatorFailure.explain(
                List.of("Setting up libc-bin ...", line, "dpkg: error processing")))
        .hasValueSatisfying(text -> assertThat(text).contains(expected));
  }

  @Test
  void isSilentAboutOtherFailures() {
    assertThat(EmulatorFailure.explain(List.of("E: No space left on device", "target signal 11")))
        .isEmpty();
    assertThat(EmulatorFailure.explain(List.of())).isEmpty();
  }
}
