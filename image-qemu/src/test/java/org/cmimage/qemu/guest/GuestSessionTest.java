package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.CommandResult.End;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("root")
class GuestSessionTest {
  @TempDir Path directory;
  private LinuxGuestSessions sessions;
  private final List<String> lines = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    sessions = ProbeTree.sessions(directory.resolve("cache"));
  }

  private GuestSession open(Architecture guest) throws Exception {
    if (guest != ProbeTree.HOST) {
      ProbeTree.assumeEmulation();
    }
    return sessions.open(ProbeTree.request(tree(guest), guest));
  }

  private GuestSession open() throws Exception {
    return open(ProbeTree.HOST);
  }

  private Path tree(Architecture guest) throws IOException {
    return ProbeTree.in(Files.createDirectories(directory.resolve("tree")), guest);
  }

  private CommandResult probe(GuestSession session, String... words) throws Exception {
    lines.clear();
    List<String> argv = new ArrayList<>(List.of("/bin/probe"));
    argv.addAll(List.of(words));
    return session.run(Command.of(argv.toArray(String[]::new)), lines::add);
  }

  @ParameterizedTest
  @MethodSource("org.cmimage.model.Architecture#headNodes")
  void tellsHowProgramsEnd(Architecture guest) throws Exception {
    try (GuestSession session = open(guest)) {
      assertThat(probe(session, "exit", "0").end()).isEqualTo(new End.Exited(0));
      assertThat(probe(session, "exit", "42").end()).isEqualTo(new End.Exited(42));
      assertThat(probe(session, "signal", "9").end()).isEqualTo(new End.Signalled(9));
      assertThat(probe(session, "signal", "11").end()).isEqualTo(new End.Signalled(11));
    }
  }

  @ParameterizedTest
  @MethodSource("org.cmimage.model.Architecture#headNodes")
  void keepsArgumentsAndFindsProgramsInPath(Architecture guest) throws Exception {
    try (GuestSession session = open(guest)) {
      session.run(Command.of("probe", "argv", "", "a b", "ü"), lines::add);
    }
    assertThat(lines).containsExactly("probe", "argv", "", "a b", "ü");
  }

  @ParameterizedTest
  @MethodSource("org.cmimage.model.Architecture#headNodes")
  void givesEffectToSetuidBits(Architecture guest) throws Exception {
    Path tree = tree(guest);
    Files.copy(tree.resolve("bin/probe"), tree.resolve("bin/setuid"));
    Files.setAttribute(tree.resolve("bin/setuid"), "unix:uid", 33);
    Files.setAttribute(tree.resolve("bin/setuid"), "unix:mode", 04755);
    Files.setPosixFilePermissions(
        directory.resolve("tree"), PosixFilePermissions.fromString("rwxr-xr-x"));
    try (GuestSession session = open(guest)) {
      probe(session, "as", "1234", "/bin/setuid", "id");
      assertThat(lines).containsExactly("euid: 33");
      probe(session, "as", "1234", "/bin/probe", "id");
      assertThat(lines).containsExactly("euid: 1234");
    }
  }

  @ParameterizedTest
  @MethodSource("org.cmimage.model.Architecture#headNodes")
  void tellsProgramsTheImagesKernel(Architecture guest) throws Exception {
    if (guest != ProbeTree.HOST) {
      ProbeTree.assumeEmulation();
    }
    Path tree = tree(guest);
    try (GuestSession session =
        sessions.open(
            new GuestSessions.Request(
                tree, guest, "6.1.0-49-arm64", false, Map.of(), false, Optional.empty()))) {
      probe(session, "release");
    }
    assertThat(lines).containsExactly("6.1.0-49-arm64", guest.unameName());
  }

  @Test
  void givesProgramsAFixedEnvironmentAndNothingOfTheCallers() throws Exception {
    try (GuestSession session = open()) {
      session.run(
          Command.of("/bin/probe", "environment")
              .with(Map.of("DEBIAN_FRONTEND", "noninteractive", "TERM", "vt100")),
          lines::add);
    }
    assertThat(lines)
        .containsExactlyInAnyOrder(
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL=C.UTF-8",
            "HOME=/root",
            "TERM=vt100",
            "DEBIAN_FRONTEND=noninteractive");
  }

  @Test
  void streamsOutputAsLinesWhateverTheBytes() throws Exception {
    try (GuestSession session = open()) {
      assertThat(probe(session, "bad-text").tail()).containsExactly("a\ufffdb", "no line end");
      assertThat(lines).containsExactly("a\ufffdb", "no line end");

      CommandResult many = probe(session, "lines", "1000", "300");
      assertThat(lines).hasSize(1000).containsOnly("x".repeat(300));
      assertThat(many.tail()).hasSize(40);
    }
  }

  @Test
  void passesOutputOnWhileTheProgramRuns() throws Exception {
    Path tree = tree(ProbeTree.HOST);
    CountDownLatch seen = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (GuestSession session = sessions.open(ProbeTree.request(tree, ProbeTree.HOST))) {
      Thread runner =
          new Thread(
              () -> {
                try {
                  session.run(Command.of("/bin/probe", "sleep", "1000"), line -> seen.countDown());
                } catch (IOException | InterruptedException e) {
                  thrown.set(e);
                }
              });
      runner.start();
      seen.await();
      runner.interrupt();
      runner.join();

      assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
      assertThat(probe(session, "exit", "7").end()).isEqualTo(new End.Exited(7));
    }
  }

  @Test
  void killsWhatExceedsItsTime() throws Exception {
    try (GuestSession session = open()) {
      Command command =
          new Command(List.of("/bin/probe", "sleep", "1000"), Map.of(), Duration.ofMillis(200));
      assertThat(session.run(command, lines::add).end()).isEqualTo(new End.TimedOut());
      assertThat(probe(session, "exit", "0").succeeded()).isTrue();
    }
  }

  @Test
  void doesNotWaitForWhatStaysInTheBackground() throws Exception {
    try (GuestSession session = open()) {
      assertThat(probe(session, "daemon").succeeded()).isTrue();
      assertThat(lines).containsExactly("started");
      probe(session, "list", "/proc");
      assertThat(lines.stream().filter(name -> name.matches("\\d+"))).hasSize(2).contains("1");
    }
  }

  @Test
  void saysWhyAProgramCannotBeStarted() throws Exception {
    Path tree = tree(ProbeTree.HOST);
    Files.writeString(tree.resolve("bin/damaged"), "neither ELF nor script");
    Files.setPosixFilePermissions(
        tree.resolve("bin/damaged"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(tree.resolve("bin/plain"), "");
    try (GuestSession session = open()) {
      CommandResult missing = session.run(Command.of("missing"), lines::add);
      assertThat(missing.end()).isEqualTo(new End.Exited(127));
      assertThat(missing.tail())
          .containsExactly("cannot execute missing: No such file or directory");
      CommandResult damaged = session.run(Command.of("/bin/damaged"), lines::add);
      assertThat(damaged.end()).isEqualTo(new End.Exited(126));
      assertThat(session.explain())
          .hasValueSatisfying(text -> assertThat(text).contains("architecture"));
      CommandResult plain = session.run(Command.of("plain"), lines::add);
      assertThat(plain.tail()).containsExactly("cannot execute plain: Permission denied");
    }
  }

  @Test
  void canBeUsedFurtherWhenTheConsumerOfOutputFails() throws Exception {
    try (GuestSession session = open()) {
      assertThatThrownBy(
              () ->
                  session.run(
                      Command.of("/bin/probe", "sleep", "1000"),
                      line -> {
                        throw new IllegalStateException(line);
                      }))
          .hasMessage("asleep");
      assertThat(probe(session, "exit", "3").end()).isEqualTo(new End.Exited(3));
    }
  }

  @Test
  void runsNothingAfterItsEnd() throws Exception {
    GuestSession session = open();
    session.close();
    session.close();
    assertThatThrownBy(() -> probe(session, "exit", "0"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it has ended");
  }
}
