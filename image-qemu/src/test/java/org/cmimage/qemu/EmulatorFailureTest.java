package org.cmimage.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cmimage.core.guest.CommandResult.End;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatorFailureTest {
  private static final End FAILED = new End.Exited(1);

  private static EmulatorFailure emulated(String... lines) {
    EmulatorFailure failure = new EmulatorFailure(true);
    List.of(lines).forEach(failure::accept);
    return failure;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "qemu: uncaught target signal 11 (Segmentation fault) - core dumped | ended by signal 11 inside QEMU",
        "qemu: unhandled CPU exception 0x10004 - aborting | CPU exception 0x10004",
        "qemu: Unsupported syscall: 435 | system call 435",
        "Unsupported syscall: 291 | system call 291",
        "/bin/sh: 1: /usr/bin/tool: Exec format error | architecture other than the image's",
        "cannot execute /usr/bin/tool: Exec format error | architecture other than the image's",
        "/usr/bin/tool: error while loading: Invalid ELF image for this architecture | is damaged",
        "qemu-aarch64-static: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory | needs"
            + " /lib/ld-linux-aarch64.so.1",
        "qemu: unable to find CPU model 'cortex-z9' | does not know the CPU model \"cortex-z9\"",
        "qemu-aarch64-static: Property 'max-arm-cpu.pauth' not found | too old",
        "qemu-aarch64-static: unknown option '-0' | too old",
        " installed libc-bin package post-installation script subprocess was killed by signal (Segmentation fault) |"
            + " a fault of the emulator",
        "Illegal instruction (core dumped) | a fault of the emulator",
        "tool: cannot clone: Function not implemented | does not offer",
      })
  void explainsWhatIsPrinted(String line, String expected) {
    assertThat(emulated("Setting up libc-bin ...", line, "dpkg: error processing").explain(FAILED))
        .hasValueSatisfying(text -> assertThat(text).contains(expected));
  }

  /** dpkg goes on with other packages, so the sign may be far from the end. */
  @Test
  void whatTheEmulatorSaysCountsMostWhereverItStands() {
    EmulatorFailure failure =
        emulated("Segmentation fault", "qemu: uncaught target signal 4 (Illegal instruction)");
    for (int i = 0; i < 1000; i++) {
      failure.accept("tool: Function not implemented");
    }
    assertThat(failure.explain(FAILED))
        .hasValueSatisfying(text -> assertThat(text).contains("signal 4"));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 6, 7, 11})
  void explainsEndsThatAreTheEmulatorsHabit(int signal) {
    assertThat(emulated().explain(new End.Signalled(signal))).isPresent();
    assertThat(emulated().explain(new End.Exited(128 + signal))).isPresent();
    assertThat(emulated().explain(new End.TimedOut()))
        .hasValueSatisfying(text -> assertThat(text).contains("futex"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "E: No space left on device",
        "target signal 11",
        "cannot load CPU model",
        "qemu-utils is not installed",
        "exec: format error"
      })
  void isSilentAboutOtherFailures(String line) {
    assertThat(emulated(line).explain(FAILED)).isEmpty();
    assertThat(emulated(line).explain(new End.Signalled(9))).isEmpty();
    assertThat(emulated(line).explain(new End.Exited(127))).isEmpty();
  }

  @Test
  void aCommandThatSucceededNeedsNoExplanation() {
    assertThat(
            emulated("qemu: uncaught target signal 11 (Segmentation fault)")
                .explain(new End.Exited(0)))
        .isEmpty();
  }

  @Test
  void whereNothingIsEmulatedOnlyForeignProgramsAreExplained() {
    EmulatorFailure crash = new EmulatorFailure(false);
    crash.accept("Segmentation fault");
    assertThat(crash.explain(new End.Signalled(11))).isEmpty();
    assertThat(crash.explain(new End.TimedOut())).isEmpty();
    crash.accept("/bin/tool: Exec format error");
    assertThat(crash.explain(FAILED)).isPresent();
  }
}
