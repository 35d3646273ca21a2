package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is killed takes its session with it. */
@Tag("root")
class AbandonedSessionTest {
  @TempDir Path directory;

  /** The JVM that gets killed: opens a session and runs a program that does not end by itself. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws Exception {
      GuestSessions.Request request =
          new GuestSessions.Request(
              Path.of(arguments[0]),
              ProbeTree.HOST,
              "",
              false,
              Map.of("/etc/laid", "laid"),
              false,
              Optional.empty());
      try (GuestSession session = ProbeTree.sessions(Path.of(arguments[1])).open(request)) {
        session.run(Command.of("/bin/probe", "daemon"), System.out::println);
        session.run(Command.of("/bin/probe", "sleep", "1000"), System.out::println);
      }
    }
  }

  @Test
  void endsWithItsProcessesAndMountsWhenTheJvmIsKilled() throws Exception {
    Path cache = directory.resolve("cache");
    ProbeTree.sessions(cache);
    Path tree = ProbeTree.in(Files.createDirectories(directory.resolve("tree")), ProbeTree.HOST);
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                tree.toString(),
                cache.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(output.readLine()).isEqualTo("started");
      assertThat(output.readLine()).isEqualTo("asleep");
      List<ProcessHandle> processes = jvm.descendants().toList();
      assertThat(processes).hasSize(3); // session-init outside and inside, and the program
      assertThat(mounts(tree)).isPositive();

      jvm.destroyForcibly().waitFor(30, TimeUnit.SECONDS);

      for (ProcessHandle process : processes) {
        process.onExit().get(30, TimeUnit.SECONDS);
      }
      assertThat(mounts(tree)).isZero();
      assertThat(tree.resolve("etc/laid")).doesNotExist();
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** How many processes see the tree mounted, in whatever mount namespace they are. */
  private static long mounts(Path tree) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(path -> path.getFileName().toString().matches("\\d+"))
          .filter(path -> mountinfo(path).contains(tree.toString()))
          .count();
    }
  }

  private static String mountinfo(Path process) {
    try {
      return Files.readString(process.resolve("mountinfo"));
    } catch (IOException ended) {
      return "";
    }
  }
}
