package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.ProgramStarts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A foreign probe tells the architecture of whatever it was run as. */
@Tag("root")
class TwinSessionTest {
  private static final FileTime BUILT = FileTime.from(Instant.parse("2025-01-01T00:00:00Z"));
  private static final String NATIVE = ProbeTree.HOST.unameName();
  private static final String EMULATED = ProbeTree.FOREIGN.unameName();

  @TempDir Path directory;
  private final List<String> lines = new ArrayList<>();
  private Path tree = Path.of("");
  private Path twins = Path.of("");

  @BeforeEach
  void prepare() throws Exception {
    ProbeTree.assumeEmulation();
    tree = ProbeTree.in(Files.createDirectories(directory.resolve("image")), ProbeTree.FOREIGN);
    Files.setLastModifiedTime(tree.resolve("bin/probe"), BUILT);
    twins = Files.createDirectories(directory.resolve("twins"));
    Files.createFile(twins.resolve("laid"));
    add("tree/bin/probe");
  }

  private void add(String path) throws Exception {
    Path twin = twins.resolve(path);
    Files.createDirectories(twin.getParent());
    Files.write(
        twin,
        Resources.toByteArray(
            Resources.getResource(ProbeTree.class, "probe-" + ProbeTree.HOST.unameName())));
    Files.setPosixFilePermissions(twin, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setLastModifiedTime(twin, BUILT);
  }

  private GuestSession open() throws Exception {
    return ProbeTree.sessions(directory.resolve("cache"))
        .open(
            new GuestSessions.Request(
                tree, ProbeTree.FOREIGN, "", false, Map.of(), false, Optional.of(twins)));
  }

  /** What a program was compiled for that is asked, with more arguments, for its machine. */
  private String machine(GuestSession session, String program, String... more) throws Exception {
    return machine(session, Map.of(), program, more);
  }

  private String machine(
      GuestSession session, Map<String, String> environment, String program, String... more)
      throws Exception {
    List<String> argv = new ArrayList<>(List.of(program, "machine"));
    argv.addAll(List.of(more));
    lines.clear();
    Command command = new Command(argv, environment, Duration.ofMinutes(1));
    assertThat(session.run(command, lines::add).succeeded()).isTrue();
    return lines.get(0);
  }

  private void leaveToTheImage(String... uses) throws Exception {
    Path list = twins.resolve("uses/bin/probe");
    Files.createDirectories(list.getParent());
    Files.write(list, List.of(uses));
  }

  @Test
  void theTwinRunsWhereverItsNameLeads() throws Exception {
    Files.createSymbolicLink(tree.resolve("link"), Path.of("bin/probe"));
    Files.copy(tree.resolve("bin/probe"), tree.resolve("bin/other"));
    Files.setPosixFilePermissions(
        tree.resolve("bin/other"), PosixFilePermissions.fromString("rwxr-xr-x"));
    try (GuestSession session = open()) {
      assertThat(machine(session, "/bin/probe")).isEqualTo(NATIVE);
      assertThat(machine(session, "probe")).isEqualTo(NATIVE);
      assertThat(machine(session, "/link")).isEqualTo(NATIVE);
      assertThat(machine(session, "/bin/other")).isEqualTo(EMULATED);
      assertThat(session.starts())
          .isEqualTo(new ProgramStarts(Map.of("/bin/probe", 3L), Map.of("/bin/other", 1L)));
    }
    assertThat(Files.readAllBytes(tree.resolve("bin/probe")))
        .isEqualTo(
            Resources.toByteArray(
                Resources.getResource(ProbeTree.class, "probe-" + ProbeTree.FOREIGN.unameName())));
    assertThat(tree.resolve("dev")).isEmptyDirectory();
  }

  @Test
  void aProgramThatWasReplacedOrHasMoreRightsHasNoTwin() throws Exception {
    Files.copy(tree.resolve("bin/probe"), tree.resolve("bin/setuid"));
    Files.setLastModifiedTime(tree.resolve("bin/setuid"), BUILT);
    Files.setPosixFilePermissions(
        tree.resolve("bin/setuid"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setAttribute(tree.resolve("bin/setuid"), "unix:uid", 1);
    Files.setAttribute(tree.resolve("bin/setuid"), "unix:mode", 0104755);
    add("tree/bin/setuid");
    Files.setLastModifiedTime(
        tree.resolve("bin/probe"), FileTime.from(BUILT.toInstant().plusSeconds(100_000)));
    try (GuestSession session = open()) {
      assertThat(machine(session, "/bin/probe")).isEqualTo(EMULATED);
      assertThat(machine(session, "/bin/setuid")).isEqualTo(EMULATED);
    }
  }

  /** The dispatcher is between them and the session, and hands on all that the session set. */
  @Test
  void limitsFilterAndEnvironmentHoldForTwinsAndEmulatedProgramsAlike() throws Exception {
    Files.copy(tree.resolve("bin/probe"), tree.resolve("bin/other"));
    Files.setPosixFilePermissions(
        tree.resolve("bin/other"), PosixFilePermissions.fromString("rwxr-xr-x"));
    try (GuestSession session =
        ProbeTree.sessions(directory.resolve("cache"))
            .open(
                new GuestSessions.Request(
                    tree,
                    ProbeTree.FOREIGN,
                    "6.1.0-49-arm64",
                    false,
                    Map.of(),
                    false,
                    Optional.of(twins)))) {
      for (String program : List.of("/bin/probe", "/bin/other")) {
        lines.clear();
        session.run(Command.of(program, "release"), lines::add);
        assertThat(lines).containsExactly("6.1.0-49-arm64", ProbeTree.FOREIGN.unameName());
        lines.clear();
        session.run(Command.of(program, "read", "/proc/sys/kernel/osrelease"), lines::add);
        session.run(Command.of(program, "read", "/proc/version"), lines::add);
        assertThat(lines.get(0)).isEqualTo("6.1.0-49-arm64");
        assertThat(lines.get(1)).startsWith("Linux version 6.1.0-49-arm64 (");
        lines.clear();
        session.run(Command.of(program, "read", "/proc/self/limits"), lines::add);
        assertThat(lines).anyMatch(line -> line.matches("Max open files +4096 +4096 .*"));
        lines.clear();
        session.run(Command.of(program, "calls"), lines::add);
        assertThat(lines).contains("fsync: 0", "msync: 0", "reboot: errno 1");
        lines.clear();
        session.run(Command.of(program, "environment"), lines::add);
        assertThat(lines).contains("QEMU_UNAME=6.1.0-49-arm64");
      }
      assertThat(session.starts().natively()).containsOnlyKeys("/bin/probe");
      assertThat(session.starts().emulated()).containsOnlyKeys("/bin/other");
    }
  }

  @Test
  void aUseThatAnArgumentTellsIsLeftToTheImage() throws Exception {
    leaveToTheImage("=-v", "=*%[ef]*", "=*[!-a-z/.0-9]?*");
    try (GuestSession session = open()) {
      for (String argument : List.of("-v", "%e", "a%fb", "A0", "-%ez", "\u00e4")) {
        assertThat(machine(session, "/bin/probe", argument)).as(argument).isEqualTo(EMULATED);
      }
      for (String argument : List.of("", "v", "-vv", "d%", "e%", "a0A", "-")) {
        assertThat(machine(session, "/bin/probe", argument)).as(argument).isEqualTo(NATIVE);
      }
    }
  }

  @Test
  void aUseThatAFileTellsIsLeftToTheImage() throws Exception {
    Files.writeString(tree.resolve("plain"), "nothing");
    Files.writeString(tree.resolve("word"), "some\nWORD\n");
    leaveToTheImage("=*WORD*", "@script");
    try (GuestSession session = open()) {
      assertThat(machine(session, "/bin/probe", "/none", "/word")).isEqualTo(EMULATED);
      assertThat(machine(session, "/bin/probe", "/plain", "/word")).isEqualTo(NATIVE);
    }
    leaveToTheImage("=*WORD*", "@arguments", "/conf.d", "/none");
    Files.createDirectories(tree.resolve("conf.d/subdirectory"));
    try (GuestSession session = open()) {
      assertThat(machine(session, "/bin/probe", "/plain", "/word")).isEqualTo(EMULATED);
      assertThat(machine(session, "/bin/probe", "/plain")).isEqualTo(NATIVE);
      Files.createSymbolicLink(tree.resolve("conf.d/link"), Path.of("/word"));
      assertThat(machine(session, "/bin/probe")).isEqualTo(EMULATED);
    }
  }

  @Test
  void aListThatIsNotAsItShouldBeLeavesAllToTheImage() throws Exception {
    leaveToTheImage("=" + "x".repeat(10_000));
    try (GuestSession session = open()) {
      assertThat(machine(session, "/bin/probe")).isEqualTo(EMULATED);
    }
  }

  /** No twin can load a library of the image. */
  @Test
  void librariesOfTheEnvironmentAreTheImages() throws Exception {
    try (GuestSession session = open()) {
      for (String name : List.of("LD_PRELOAD", "LD_LIBRARY_PATH", "GCONV_PATH")) {
        assertThat(machine(session, Map.of(name, "/x"), "/bin/probe")).isEqualTo(EMULATED);
        assertThat(machine(session, Map.of(name, ""), "/bin/probe")).isEqualTo(NATIVE);
      }
      Files.writeString(tree.resolve("etc/ld.so.preload"), "/x\n");
      assertThat(machine(session, "/bin/probe")).isEqualTo(EMULATED);
    }
  }

  @Test
  void whatAMaintainerScriptOfTheLastCommandStartedIsKnown() throws Exception {
    Map<String, String> script =
        Map.of("DPKG_MAINTSCRIPT_PACKAGE", "tool", "DPKG_MAINTSCRIPT_NAME", "postinst");
    leaveToTheImage("=-v");
    try (GuestSession session = open()) {
      machine(session, script, "/bin/probe");
      machine(session, script, "/bin/probe", "-v");
      assertThat(session.startedBy("tool.postinst")).containsExactly("/bin/probe");
      assertThat(session.startedBy("tool.preinst")).isEmpty();
      machine(session, "/bin/probe");
      assertThat(session.startedBy("tool.postinst")).isEmpty();
      assertThat(session.starts().natively()).containsEntry("/bin/probe", 2L);
    }
  }

  /** There the dispatcher finds neither twins nor the emulator by their paths. */
  @Test
  void programsInAChrootAreEmulated() throws Exception {
    ProbeTree.in(Files.createDirectories(tree.resolve("srv/jail")), ProbeTree.FOREIGN);
    try (GuestSession session = open()) {
      session.run(
          Command.of("/bin/probe", "chroot", "/srv/jail", "/bin/probe", "machine"), lines::add);
    }
    assertThat(lines).containsExactly("chroot: 0", EMULATED);
  }

  @Test
  void programsOfTheImageCannotChangeTheTwins() throws Exception {
    try (GuestSession session = open()) {
      lines.clear();
      session.run(Command.of("/bin/probe", "write", "/dev/.twins/tree/bin/probe"), lines::add);
    }
    assertThat(String.join("\n", lines)).contains("errno 30");
  }
}
