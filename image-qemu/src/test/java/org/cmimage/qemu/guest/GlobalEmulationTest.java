package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.GuestSessions.Execution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Emulation as on kernels before 6.7, whatever this one is: through the head node's own
 * binfmt_misc.
 */
@Tag("root")
class GlobalEmulationTest {
  private static final Path BINFMT_MISC = Path.of("/proc/sys/fs/binfmt_misc");

  @TempDir Path directory;
  private LinuxGuestSessions sessions;

  @BeforeEach
  void prepare() throws Exception {
    sessions = oldKernel(directory.resolve("cache"));
    assumeTrue(
        ProbeTree.emulator(Host.look(System.getenv("PATH"))).isPresent(), "needs qemu-user-static");
    boolean handled;
    try {
      handled = sessions.check(ProbeTree.FOREIGN) == Execution.EMULATED_GLOBALLY;
    } catch (FaultException none) {
      handled = false;
    }
    assumeTrue(!handled, "this host has a handler for " + ProbeTree.FOREIGN + " already");
  }

  private static LinuxGuestSessions oldKernel(Path cache) throws IOException {
    ProbeTree.sessions(cache);
    Host real = Host.look(System.getenv("PATH"));
    Host old =
        new Host(
            real.architecture(),
            real.root(),
            real.mayMount(),
            real.userNamespaces(),
            false,
            real.path());
    return LinuxGuestSessions.on(old, ProbeTree.noPrograms(), cache);
  }

  private static GuestSessions.Request request(Path tree, boolean registerBinfmt) {
    return new GuestSessions.Request(
        tree, ProbeTree.FOREIGN, "", false, Map.of(), registerBinfmt, Optional.empty());
  }

  @Test
  void registersNothingUnasked() throws Exception {
    List<String> before = state();
    Path tree = ProbeTree.in(Files.createDirectories(directory.resolve("tree")), ProbeTree.FOREIGN);
    for (ThrowingCallable attempt :
        List.<ThrowingCallable>of(
            () -> sessions.check(ProbeTree.FOREIGN), () -> sessions.open(request(tree, false)))) {
      assertThatThrownBy(attempt)
          .isInstanceOfSatisfying(
              FaultException.class,
              fault -> assertThat(fault.remedy()).isInstanceOf(Remedy.RegisterBinfmt.class));
    }
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void removesExactlyWhatItRegistered() throws Exception {
    List<String> before = state();
    Path tree = ProbeTree.in(Files.createDirectories(directory.resolve("tree")), ProbeTree.FOREIGN);
    List<String> lines = new ArrayList<>();
    try (GuestSession session = sessions.open(request(tree, true))) {
      CommandResult result = session.run(Command.of("probe", "argv", "x"), lines::add);
      assertThat(result.end()).isEqualTo(new CommandResult.End.Exited(0));
      assertThat(lines).containsExactly("probe", "argv", "x");
      assertThat(sessions.check(ProbeTree.FOREIGN)).isEqualTo(Execution.EMULATED_GLOBALLY);
    }
    assertThat(state()).isEqualTo(before);
    assertThat(directory.resolve("cache/binfmt")).isEmptyDirectory();
  }

  /** The JVM that gets killed while a handler of its own is registered. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      try (GuestSession session =
          oldKernel(Path.of(arguments[1])).open(request(Path.of(arguments[0]), true))) {
        session.run(Command.of("probe", "sleep", "1000"), System.out::println);
      }
    }
  }

  @Test
  void clearsUpAfterARunThatWasKilled() throws Exception {
    List<String> before = state();
    Path tree = ProbeTree.in(Files.createDirectories(directory.resolve("tree")), ProbeTree.FOREIGN);
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                tree.toString(),
                directory.resolve("cache").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("asleep");
    } finally {
      jvm.destroyForcibly().waitFor();
    }
    assertThat(state()).isNotEqualTo(before);

    try (GuestSession session = sessions.open(ProbeTree.request(nativeTree(), ProbeTree.HOST))) {
      assertThat(session.run(Command.of("probe"), line -> {}).succeeded()).isTrue();
    }

    assertThat(state()).isEqualTo(before);
    assertThat(directory.resolve("cache/binfmt")).isEmptyDirectory();
  }

  private Path nativeTree() throws IOException {
    return ProbeTree.in(Files.createDirectories(directory.resolve("native")), ProbeTree.HOST);
  }

  /** What is registered, and whether binfmt_misc is mounted at all. */
  private static List<String> state() throws IOException {
    try (Stream<Path> entries = Files.list(BINFMT_MISC)) {
      return entries.map(Path::toString).sorted().toList();
    }
  }
}
