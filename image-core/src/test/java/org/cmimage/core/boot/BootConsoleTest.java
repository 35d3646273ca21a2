package org.cmimage.core.boot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.cmimage.core.boot.BootReport.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The consoles of real machines, cut down, are understood. */
class BootConsoleTest {
  private final List<String> lines = new ArrayList<>();

  private static byte[] recorded(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(BootConsoleTest.class.getResourceAsStream(name + ".console"))) {
      return in.readAllBytes();
    }
  }

  private BootConsole console(byte[] text, int chunk) {
    BootConsole console = new BootConsole(lines::add);
    for (int at = 0; at < text.length; at += chunk) {
      console.add(Arrays.copyOfRange(text, at, Math.min(text.length, at + chunk)));
    }
    console.end();
    return console;
  }

  private BootConsole console(String text) {
    return console(text.getBytes(UTF_8), 100);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096})
  void aSystemThatCameUpIsUpHoweverItsOutputIsCutInPieces(int chunk) throws IOException {
    BootConsole console = console(recorded("up-x86_64"), chunk);

    assertThat(console.outcome(false)).isEqualTo(Outcome.UP);
    assertThat(console.failedUnits()).isEmpty();
    assertThat(console.isDecided()).isTrue();
    assertThat(console.waiting()).contains("ssh-host-keys.service").hasSize(4);
    assertThat(console.lastLines())
        .hasSize(BootConsole.KEPT)
        .contains("[  OK  ] Reached target getty.target - Login Prompts.")
        .noneMatch(line -> line.contains("\u001b") || line.contains("[***   ]"));
    assertThat(lines).contains("cm-image-boot state running");
  }

  @Test
  void aUnitThatFailedIsNamedWithItsLog() throws IOException {
    BootConsole console = console(recorded("failed-unit-x86_64"), 1000);

    assertThat(console.outcome(false)).isEqualTo(Outcome.FAILED_UNITS);
    FailedUnit unit = console.failedUnits().get(0);
    assertThat(console.failedUnits()).hasSize(1);
    assertThat(unit).hasToString("bad.service (exit-code)");
    assertThat(unit.log())
        .contains("the reason is told here", "bad.service: Failed with result 'exit-code'.");
  }

  @Test
  void aUnitThatWaitedForADeviceInVainIsNamed() throws IOException {
    BootConsole console = console(recorded("no-device-aarch64"), 1000);

    assertThat(console.outcome(false)).isEqualTo(Outcome.FAILED_UNITS);
    assertThat(console.failedUnits().toString())
        .isEqualTo("[serial-getty@ttyAMA0.service (dependency)]");
  }

  @Test
  void anInitramfsThatFindsNoRootGaveUp() throws IOException {
    BootConsole console = console(recorded("no-root-x86_64"), 1000);

    Outcome outcome = console.outcome(true);
    assertThat(outcome).isEqualTo(Outcome.EMERGENCY);
    assertThat(console.detail(outcome))
        .isEqualTo("ALERT!  /dev/vda does not exist.  Dropping to a shell!");
  }

  @Test
  void aPanicIsToldWithItsReason() throws IOException {
    BootConsole console = console(recorded("panic-x86_64"), 1000);

    Outcome outcome = console.outcome(false);
    assertThat(outcome).isEqualTo(Outcome.PANIC);
    assertThat(console.detail(outcome)).startsWith("IO-APIC + timer doesn't work!");
  }

  @Test
  void withoutAReportTheLoginDecides() {
    assertThat(console("Welcome\nnode login: ").outcome(false)).isEqualTo(Outcome.UP);
    BootConsole failed = console("[FAILED] Failed to mount home.mount - /home.\r\nnode login: ");
    assertThat(failed.outcome(false)).isEqualTo(Outcome.FAILED_UNITS);
    assertThat(failed.failedUnits().toString()).isEqualTo("[home.mount]");
    assertThat(console("Last login: yesterday\n").outcome(false)).isEqualTo(Outcome.TIMED_OUT);
  }

  @Test
  void aUnitThatFailedAndWasStartedAgainDidNotFail() {
    BootConsole console =
        console("[FAILED] Failed to start a.service.\n\ncm-image-boot state running\n");

    assertThat(console.outcome(false)).isEqualTo(Outcome.UP);
  }

  @Test
  void systemdInEmergencyIsNotUp() {
    BootConsole console = console("cm-image-boot begin\ncm-image-boot state maintenance\n");

    assertThat(console.outcome(false)).isEqualTo(Outcome.EMERGENCY);
    assertThat(console.detail(Outcome.EMERGENCY)).isEqualTo("systemd is in state maintenance");
    assertThat(console("You are in emergency mode. After logging in\n").outcome(true))
        .isEqualTo(Outcome.EMERGENCY);
  }

  @Test
  void aMachineThatIsSwitchedOffEnded() {
    BootConsole console = console("reboot: Power down\n");

    assertThat(console.outcome(true)).isEqualTo(Outcome.ENDED);
    assertThat(console.detail(Outcome.ENDED)).isEqualTo("reboot: Power down");
    assertThat(new BootConsole(lines::add).isSilent()).isTrue();
  }

  @Test
  void whatAnImageWritesIsBoundedAndPrintable() {
    BootConsole console = console("a\u001b[2Jb\u0007c\n" + "x".repeat(100_000) + "\n");

    assertThat(console.lastLines().get(0)).isEqualTo("ab?c");
    assertThat(console.lastLines().get(1)).hasSize(500);
    BootConsole many = console("cm-image-boot failed u\n".repeat(3) + "line\n".repeat(1000));
    assertThat(many.lastLines()).hasSize(BootConsole.KEPT);
  }
}
