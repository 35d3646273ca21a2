package org.cmimage.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // the lock is held, not called
class RunLockTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-31T12:00:00.9Z"));

  @TempDir private Path directory;

  /** Another process: takes the lock, says how that ended, and holds it until its input ends. */
  public static void main(String[] args) throws IOException {
    String said = "took";
    try (RunLock lock =
        RunLock.take(ClusterLayout.below(Path.of(args[0])), "hold it", InstantSource.system())) {
      System.out.println(said);
      System.in.read();
    } catch (FaultException e) {
      System.out.println(e.getMessage());
    }
  }

  @Test
  void aSecondRunIsToldWhoHoldsTheLock() throws IOException {
    ClusterLayout layout = ClusterLayout.below(directory);
    RunLock.check(layout);
    assertThat(directory).isEmptyDirectory();
    try (RunLock first = RunLock.take(layout, "create all", CLOCK)) {
      String holder =
          "(process %d, create all, since 2026-01-31T12:00:00Z)"
              .formatted(ProcessHandle.current().pid());
      assertThatThrownBy(() -> RunLock.take(layout, "remove", CLOCK).close())
          .isInstanceOfSatisfying(
              FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED))
          .hasMessageContaining(holder);
      assertThatThrownBy(() -> RunLock.check(layout)).hasMessageContaining(holder);
    }
    RunLock.check(layout);
    RunLock.take(layout, "remove", CLOCK).close();
  }

  @Test
  void aTreeHasOneByWhicheverOfItsNames() throws IOException {
    ClusterLayout layout = ClusterLayout.below(directory);
    Files.createDirectories(directory.resolve("cm/images/one"));
    Files.createSymbolicLink(directory.resolve("cm/images/link"), Path.of("one"));
    try (RunLock shell = RunLock.ofTree(layout, "/cm/images/one", "shell in one", CLOCK);
        RunLock other = RunLock.take(layout, "create", CLOCK, List.of("/cm/images/two"))) {
      // and wherever a process is that asks for it
      assertThat(directory.resolve("var/lib/cm-image/locks/cm-images-one")).exists();
      for (String name : List.of("/cm/images/one", "/cm/images/link")) {
        assertThatThrownBy(() -> RunLock.checkTree(layout, name))
            .hasMessageContaining("cannot start: another run is active on this image (process ")
            .hasMessageContaining("shell in one");
      }
      assertThatThrownBy(() -> RunLock.checkTree(layout, "/cm/images/two"))
          .hasMessageContaining(", create, since");
    }
    RunLock.checkTree(layout, "/cm/images/two");
    try (RunLock shell = RunLock.ofTree(layout, "/cm/images/one", "shell in one", CLOCK)) {
      List<String> trees = List.of("/cm/images/two", "/cm/images/one");
      assertThatThrownBy(() -> RunLock.take(layout, "create", CLOCK, trees).close())
          .isInstanceOf(FaultException.class);
      RunLock.check(layout);
      RunLock.checkTree(layout, "/cm/images/two");
    }
  }

  /** Locks of the kernel go when the process closes any channel to the file. */
  @Test
  void anAttemptOfTheSameProcessDoesNotLetOthersIn() throws Exception {
    ClusterLayout layout = ClusterLayout.below(directory);
    try (RunLock first = RunLock.take(layout, "create all", CLOCK)) {
      assertThatThrownBy(() -> RunLock.take(layout, "remove", CLOCK).close())
          .isInstanceOf(FaultException.class);
      Process other = start();
      assertThat(said(other)).contains("process " + ProcessHandle.current().pid());
      assertThat(other.waitFor()).isZero();
    }
  }

  @Test
  void ofManyProcessesOneTakesItAndTheOthersNameThatOne() throws Exception {
    List<Process> started = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      started.add(start());
    }
    long holder = -1;
    List<String> refusals = new ArrayList<>();
    for (Process process : started) {
      String line = said(process);
      if (line.equals("took")) {
        assertThat(holder).isEqualTo(-1);
        holder = process.pid();
      } else {
        refusals.add(line);
      }
    }
    assertThat(refusals).hasSize(3);
    for (String refusal : refusals) {
      assertThat(refusal).contains("(process " + holder + ", hold it, since ");
    }
    for (Process process : started) {
      process.getOutputStream().close();
      process.waitFor();
    }
  }

  @Test
  void aKilledHolderHoldsNothing() throws Exception {
    Process other = start();
    assertThat(said(other)).isEqualTo("took");
    ClusterLayout layout = ClusterLayout.below(directory);
    assertThatThrownBy(() -> RunLock.check(layout)).hasMessageContaining("process " + other.pid());
    other.destroyForcibly().waitFor();
    assertThat(Files.readString(directory.resolve("var/lib/cm-image/lock"))).isNotEmpty();
    RunLock.check(layout);
    RunLock.take(layout, "remove", CLOCK).close();
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            RunLockTest.class.getName(),
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String said(Process process) throws IOException {
    BufferedReader out = process.inputReader();
    return String.valueOf(out.readLine());
  }
}
