package org.cmimage.cli.packages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.cmimage.cli.Ran;
import org.cmimage.cli.Terminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cm-image shell} as a process of its own, at a pseudo-terminal and in a pipe. */
@Tag("root")
class ShellProcessTest {
  private static final String INTERRUPT = "\u0003";
  private static final String END = "\u0004";
  private static final String SUSPEND = "\u001a";
  private static final String ENTER = "\r";

  @TempDir private Path root;
  private ToyImage image;

  @BeforeEach
  void setUp() throws Exception {
    image = ToyImage.in(root);
  }

  private List<String> command(String... words) {
    List<String> argv =
        new ArrayList<>(
            List.of(
                Terminal.java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Terminal.classPath(),
                "org.cmimage.cli.CmImage",
                "shell",
                "--root",
                root.toString(),
                "-i",
                ToyImage.COMPONENT.name()));
    argv.addAll(List.of(words));
    return argv;
  }

  private Terminal terminal() throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "needs script");
    return new Terminal(Map.of("TERM", "dumb"), command().toArray(String[]::new));
  }

  private Process start(String input, String... words) throws IOException {
    Process process =
        new ProcessBuilder(command(words)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().write(input.getBytes(UTF_8));
    process.getOutputStream().close();
    return process;
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  @Test
  void isAShellWithJobControl() throws Exception {
    try (Terminal terminal = terminal()) {
      terminal.expect("# ");
      terminal.type("tty; stty size; echo $HOSTNAME; uname -r; echo from $((40 + 2))" + ENTER);
      assertThat(terminal.expect("from 42"))
          .contains("/dev/pts/0", "40 200", ToyImage.COMPONENT.name(), ToyImage.KERNEL);
      terminal.expect("# ");
      terminal.type("sleep 100" + ENTER);
      terminal.expect("sleep 100\r\n");
      awaitProcess("sleep", "100");
      terminal.type(SUSPEND);
      terminal.expect("Stopped");
      terminal.expect("# ");
      terminal.type("fg" + ENTER);
      terminal.expect("sleep 100\r\n");
      terminal.type(INTERRUPT);
      terminal.expect("# ");
      terminal.type("echo was $?" + ENTER);
      terminal.expect("was 130");
      terminal.expect("# ");
      terminal.type("(exit 7)" + ENTER);
      terminal.expect("# ");
      terminal.type(END);
      assertThat(terminal.exitStatus()).isEqualTo(7);
    }
  }

  private static Optional<ProcessHandle> process(String... argv) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.endsWith(String.join(" ", argv)))
                    .isPresent())
        .findFirst();
  }

  private static ProcessHandle awaitProcess(String... argv) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      Optional<ProcessHandle> found = process(argv);
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(50);
    }
    throw new AssertionError("no process " + List.of(argv));
  }

  @Test
  void readsAScriptAndPassesOnBothOutputs() throws Exception {
    Process process =
        new ProcessBuilder(command("--no-network", "cat; echo wrong >&2; exit 3")).start();
    byte[] much = "0123456789abcde\n".repeat(20_000).getBytes(UTF_8);
    Thread writer =
        new Thread(
            () -> {
              try (var input = process.getOutputStream()) {
                input.write(much);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    writer.start();
    assertThat(process.getInputStream().readAllBytes()).isEqualTo(much);
    assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8))
        .contains("wrong")
        .doesNotContain("changed by hand");
    assertThat(process.waitFor()).isEqualTo(3);

    Process script = start("read line\nthis is data\necho \"got $line\"; tty; exit 4\n");
    assertThat(output(script)).isEqualTo("got this is data\nnot a tty\n");
    assertThat(script.waitFor()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"kill -9 $$, 137", "kill -15 $$, 143", "exit 255, 255", "no-such-program x, 127"})
  void passesOnTheExitStatus(String line, int status) throws Exception {
    assertThat(start("", line).waitFor()).isEqualTo(status);
  }

  @Test
  void givesWordsAsTheyAreAndEndsWhenNobodyReads() throws Exception {
    assertThat(output(start("", "ls", "-d", "/no such"))).isEmpty();
    assertThat(output(start("", "ls", "-d", "/etc"))).isEqualTo("/etc\n");
    Process endless = start("", "while :; do echo y; done");
    endless.getInputStream().read();
    endless.getInputStream().close();
    assertThat(endless.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(endless.exitValue()).isEqualTo(141);
  }

  @ParameterizedTest
  @ValueSource(strings = {"command", "session"})
  void leavesNothingBehindWhenItIsKilled(String victim) throws Exception {
    String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
    Process process = start("", "sleep 12345 & sleep 54321");
    ProcessHandle inner = awaitProcess("sleep", "54321");
    ProcessHandle other = awaitProcess("sleep", "12345");
    assertThat(
            Ran.cmImage("shell", "--root", root.toString(), "-i", ToyImage.COMPONENT.name()).err())
        .contains("another run is active on this image", "shell in " + ToyImage.COMPONENT.name());
    assertThat(
            Ran.cmImage(
                    "remove",
                    "swimage",
                    "-d",
                    "debian12",
                    "-a",
                    ToyImage.ARCH_OS.architecture().toString(),
                    "--erase",
                    "-f",
                    "--root",
                    root.toString())
                .err())
        .contains("another run is active on this image");
    if (victim.equals("command")) {
      process.destroyForcibly();
    } else {
      process.children().forEach(ProcessHandle::destroyForcibly);
    }
    inner.onExit().get(30, TimeUnit.SECONDS);
    other.onExit().get(30, TimeUnit.SECONDS);
    assertThat(process.waitFor()).isNotZero();
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(mounts);
    assertThat(image.tree().resolve("dev")).isEmptyDirectory();
    assertThat(start("", "exit 0").waitFor()).isZero();
    assertThat(image.tree().resolve("usr/sbin")).isEmptyDirectory();
  }

  @Test
  void putsTheTerminalBackHoweverItEnds() throws Exception {
    try (Terminal terminal =
        new Terminal(
            Map.of("TERM", "dumb"),
            "sh",
            "-c",
            "'stty -a > " + root.resolve("before") + ";",
            String.join(" ", command()) + ";",
            "sleep 1; stty -a > " + root.resolve("after") + "; echo over'")) {
      terminal.expect("# ");
      terminal.type("sleep 31415" + ENTER);
      ProcessHandle inner = awaitProcess("sleep", "31415");
      ProcessHandle shell = inner.parent().orElseThrow();
      ProcessHandle session = shell.parent().flatMap(ProcessHandle::parent).orElseThrow();
      session.parent().orElseThrow().destroyForcibly();
      inner.onExit().get(30, TimeUnit.SECONDS);
      terminal.expect("over");
    }
    assertThat(root.resolve("after")).hasSameTextualContentAs(root.resolve("before"));
  }

  @Test
  void notesWhatWasChangedByHand() throws Exception {
    assertThat(start("", "exit 0").waitFor()).isZero();
    assertThat(image.manifest().byHand()).isEmpty();
    Process process =
        new ProcessBuilder(
                command("echo x > /etc/new; mkdir -p /var/log; echo y > /var/log/syslog"))
            .start();
    process.getOutputStream().close();
    assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8))
        .contains(
            ToyImage.COMPONENT.name() + " was changed by hand: ",
            "warning: must not be the same on every node: /var/log/syslog");
    assertThat(image.manifest().byHand()).isPresent();
    assertThat(image.manifest().origin()).contains("MADE_HERE");
    assertThat(Ran.cmImage("verify", ToyImage.COMPONENT.name(), "--root", root.toString()).out())
        .contains("changed by hand: last on ");
  }

  @Test
  void lettingNodesBootTheNewestKernelGoesOn() throws Exception {
    assertThat(start("", "mkdir /lib/modules/6.1.0-100-toy").waitFor()).isZero();
    assertThat(kernel()).isEqualTo("6.1.0-100-toy\n");
    assertThat(start("", "mkdir /lib/modules/6.1.0-98-toy").waitFor()).isZero();
    assertThat(kernel()).isEqualTo("6.1.0-100-toy\n");
    assertThat(start("", "rm -r /lib/modules/6.1.0-100-toy").waitFor()).isZero();
    assertThat(kernel()).isEqualTo(ToyImage.KERNEL + "\n");
  }

  private String kernel() {
    return Ran.cmsh(
            "--root",
            root.toString(),
            "-c",
            "softwareimage get " + ToyImage.COMPONENT.name() + " kernelversion")
        .out();
  }

  @Test
  void saysWhichImageIsMeant() throws Exception {
    String near = "default-image-debian12-x86_46";
    Ran ran = Ran.cmImage("shell", "--root", root.toString(), "-i", near, "true");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .contains("cannot find image \"" + near + "\": there is no such image")
        .contains(ToyImage.COMPONENT.name());
    Files.createDirectories(root.resolve("cm/shared-debian12-x86_64"));
    assertThat(
            Ran.cmImage("shell", "--root", root.toString(), "-i", "/cm/shared-debian12-x86_64")
                .err())
        .contains("has no etc/os-release or usr/lib/os-release");
    assertThat(Ran.cmImage("shell", "--root", root.toString(), "-i", root.toString()).err())
        .contains("it is the head node itself");
    assertThat(
            Ran.cmsh("--root", root.toString(), "-c", "fspart lock " + ToyImage.COMPONENT.path())
                .exitCode())
        .isZero();
    Ran locked =
        Ran.cmImage("shell", "--root", root.toString(), "-i", image.tree().toString(), "true");
    assertThat(locked.exitCode()).isEqualTo(2);
    assertThat(locked.err()).contains("locked in cmsh").contains("fspart; unlock ");
  }
}
