package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.model.Architecture;
import org.cmimage.qemu.emulation.CpuChoice;
import org.cmimage.qemu.emulation.CpuModels;
import org.cmimage.qemu.emulation.CpuNotes;
import org.cmimage.qemu.emulation.EmulatorChoice;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real emulator: what it is told, what it says when it fails, and how its model is chosen. */
@Tag("root")
class EmulationTest {
  @TempDir Path directory;
  private final List<String> lines = new ArrayList<>();
  private Path tree = Path.of("");
  private Path cache = Path.of("");

  @BeforeEach
  void prepare() throws Exception {
    ProbeTree.assumeEmulation();
    tree = ProbeTree.in(Files.createDirectories(directory.resolve("tree")), ProbeTree.FOREIGN);
    Files.createSymbolicLink(tree.resolve("bin/sh"), Path.of("probe"));
    cache = directory.resolve("cache");
  }

  private GuestSessions.Request request(boolean safely) {
    return new GuestSessions.Request(
        tree,
        ProbeTree.FOREIGN,
        "",
        false,
        Map.of(),
        false,
        Optional.empty(),
        "debian13",
        safely,
        true);
  }

  private Optional<String> model(GuestSession session) throws Exception {
    lines.clear();
    session.run(Command.of("/bin/probe", "environment"), lines::add);
    return lines.stream()
        .filter(line -> line.startsWith("QEMU_CPU="))
        .map(line -> line.replaceFirst("QEMU_CPU=", ""))
        .findFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "crash, inside QEMU",
    "illegal, inside QEMU",
    "unknown-call, does not offer",
  })
  void explainsWhatGoesWrongInTheEmulator(String action, String expected) throws Exception {
    try (GuestSession session = ProbeTree.sessions(cache).open(request(true))) {
      CommandResult result = session.run(Command.of("/bin/probe", action), lines::add);
      assertThat(result.succeeded()).isFalse();
      assertThat(session.explain()).hasValueSatisfying(text -> assertThat(text).contains(expected));
      session.run(Command.of("/bin/probe", "exit", "3"), lines::add);
      assertThat(session.explain()).isEmpty();
    }
  }

  @Test
  void explainsAModelThatItsEmulatorDoesNotKnow() throws Exception {
    try (GuestSession session =
        ProbeTree.sessions(cache)
            .with(() -> Map.of(ProbeTree.FOREIGN, "cortex-z9"))
            .open(request(false))) {
      session.run(Command.of("/bin/probe"), lines::add);
      assertThat(session.explain())
          .hasValueSatisfying(text -> assertThat(text).contains("cortex-z9"));
    }
  }

  @Test
  void theConfiguredModelIsUsedUnlessTheSafestIsAskedFor() throws Exception {
    LinuxGuestSessions sessions =
        ProbeTree.sessions(cache).with(() -> Map.of(ProbeTree.FOREIGN, "max"));
    try (GuestSession session = sessions.open(request(false))) {
      assertThat(model(session)).contains("max");
    }
    try (GuestSession session = sessions.open(request(true))) {
      assertThat(model(session))
          .isEqualTo(
              Optional.of(CpuModels.safest(ProbeTree.FOREIGN)).filter(name -> !name.isEmpty()));
    }
    assertThat(cache.resolve("emulation")).doesNotExist();
  }

  @Test
  void aMeasuredModelIsNotedAndUsedByTheNextSession() throws Exception {
    assumeTrue(CpuModels.candidates(ProbeTree.FOREIGN).size() > 1, "nothing to choose from");
    CpuNotes notes = new CpuNotes(cache.resolve("emulation"), Path.of("/proc/cpuinfo"));
    LinuxGuestSessions sessions = ProbeTree.sessions(cache);
    CpuChoice choice = new CpuChoice(notes, Map::of);
    Path emulator = ProbeTree.emulator(Host.look(System.getenv("PATH"))).orElseThrow();

    CpuChoice.Decision before = choice.decide(request(false), emulator);
    assertThat(before.model()).isEqualTo(CpuModels.presumed(ProbeTree.FOREIGN));
    Optional<String> measured =
        choice.measureOnce(request(false), before.unmeasured().orElseThrow(), sessions::open);
    assertThat(CpuModels.candidates(ProbeTree.FOREIGN))
        .extracting(CpuModels.Candidate::name)
        .contains(measured.orElseThrow());

    CpuChoice.Decision after = choice.decide(request(false), emulator);
    assertThat(after).isEqualTo(new CpuChoice.Decision(measured.get(), Optional.empty()));
    try (GuestSession session = sessions.open(request(false))) {
      assertThat(model(session)).isEqualTo(measured.filter(name -> !name.isEmpty()));
    }
    assertThat(choice.decide(request(true), emulator).model())
        .isEqualTo(CpuModels.safest(ProbeTree.FOREIGN));
  }

  /** The session may be closed at once, while it is measured, or later. */
  @Test
  void measuringBesideASessionEndsWithIt() throws Exception {
    for (int pause = 0; pause < 400; pause += 100) {
      try (GuestSession session = ProbeTree.sessions(cache).open(request(false))) {
        Thread.sleep(pause);
        assertThat(session.run(Command.of("/bin/probe"), lines::add).succeeded()).isTrue();
      }
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.equals("emulator-tuning"));
    }
    assertThat(tree.resolve("dev")).isEmptyDirectory();
  }

  @Test
  void nothingIsNotedWhereNoModelRunsTheShell() throws Exception {
    assumeTrue(CpuModels.candidates(ProbeTree.FOREIGN).size() > 1, "nothing to choose from");
    Files.delete(tree.resolve("bin/sh"));
    CpuChoice choice =
        new CpuChoice(new CpuNotes(cache.resolve("emulation"), Path.of("/proc/cpuinfo")), Map::of);
    Path emulator = ProbeTree.emulator(Host.look(System.getenv("PATH"))).orElseThrow();
    CpuNotes.Subject subject = choice.decide(request(false), emulator).unmeasured().orElseThrow();
    assertThat(choice.measureOnce(request(false), subject, ProbeTree.sessions(cache)::open))
        .isEmpty();
    assertThat(choice.decide(request(false), emulator).unmeasured()).isPresent();
  }

  /** AT_HWCAP: floating point and SIMD are all that Armv8.0-A and the distributions demand. */
  @Test
  void everyCandidateHasWhatDistributionsDemand() throws Exception {
    assumeTrue(ProbeTree.FOREIGN == Architecture.AARCH64, "the features of x86_64 are in CPUID");
    try (GuestSession session = ProbeTree.sessions(cache).open(request(true))) {
      for (CpuModels.Candidate candidate : CpuModels.candidates(ProbeTree.FOREIGN)) {
        lines.clear();
        CommandResult result =
            session.run(
                Command.of("/bin/probe", "features")
                    .with(EmulatorChoice.environment(candidate.name(), "")),
                lines::add);
        if (result.succeeded()) { // a QEMU that does not know the model says so and never runs it
          long features = Long.parseLong(lines.get(0).replace("features: ", ""));
          assertThat(features & 3).as(candidate.name()).isEqualTo(3);
        }
      }
    }
  }
}
