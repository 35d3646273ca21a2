package org.cmimage.qemu.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.guest.Command;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs in a session see of the host, and can do to it: nothing. */
@Tag("root")
class IsolationTest {
  @TempDir Path directory;
  private LinuxGuestSessions sessions;
  private Path tree;

  @BeforeEach
  void prepare() throws Exception {
    sessions = ProbeTree.sessions(directory.resolve("cache"));
    tree = ProbeTree.in(Files.createDirectories(directory.resolve("tree")), ProbeTree.HOST);
  }

  private List<String> probe(GuestSession session, String... words) throws Exception {
    List<String> lines = new ArrayList<>();
    List<String> argv = new ArrayList<>(List.of("/bin/probe"));
    argv.addAll(List.of(words));
    session.run(Command.of(argv.toArray(String[]::new)), lines::add);
    return lines;
  }

  private GuestSession open() throws Exception {
    return sessions.open(ProbeTree.request(tree, ProbeTree.HOST));
  }

  private GuestSession open(boolean network, Map<String, String> files) throws Exception {
    return sessions.open(
        new GuestSessions.Request(
            tree, ProbeTree.HOST, "", network, files, false, Optional.empty()));
  }

  @Test
  void refusesWhatWouldReachTheHost() throws Exception {
    try (GuestSession session = open()) {
      assertThat(probe(session, "calls"))
          .containsExactly(
              "fsync: 0", // without the filter: EINVAL, standard output is a pipe
              "msync: 0",
              "reboot: errno 1",
              "mount: errno 1",
              "umount: errno 1",
              "remount: errno 1",
              "sethostname: errno 1",
              "chmod /dev/null: errno 30",
              "core_pattern: errno 30",
              "/proc/1/root: errno 13",
              "/proc/1/fd: errno 13",
              "/proc/1/exe: errno 13",
              "localhost");
    }
  }

  @Test
  void hasOwnProcessesDevicesAndMounts() throws Exception {
    try (GuestSession session = open()) {
      assertThat(probe(session, "list", "/proc").stream().filter(name -> name.matches("\\d+")))
          .hasSize(2)
          .contains("1");
      assertThat(probe(session, "list", "/dev"))
          .containsExactlyInAnyOrder(
              ".", "..", "null", "zero", "full", "random", "urandom", "tty", "pts", "ptmx", "shm",
              "fd", "stdin", "stdout", "stderr");
      assertThat(probe(session, "list", "/sys")).containsExactlyInAnyOrder(".", "..");
      assertThat(probe(session, "list", "/proc/sys/fs/binfmt_misc"))
          .containsExactlyInAnyOrder(".", "..");
      assertThat(
              probe(session, "read", "/proc/self/mountinfo").stream()
                  .map(line -> line.split(" ")[4]))
          .containsExactly(
              "/",
              "/proc",
              "/dev",
              "/dev/null",
              "/dev/zero",
              "/dev/full",
              "/dev/random",
              "/dev/urandom",
              "/dev/tty",
              "/dev/pts",
              "/dev/shm",
              "/sys",
              "/run",
              "/tmp");
    }
  }

  @Test
  void limitsOpenFilesAndRights() throws Exception {
    try (GuestSession session = open()) {
      assertThat(probe(session, "read", "/proc/self/limits"))
          .anyMatch(line -> line.matches("Max open files +4096 +4096 .*"))
          .anyMatch(line -> line.matches("Max core file size +0 +0 .*"));
      List<String> status = probe(session, "read", "/proc/self/status");
      assertThat(status).contains("Umask:\t0022", "Seccomp:\t2", "Groups:\t ");
      String capabilities =
          status.stream().filter(l -> l.startsWith("CapBnd:")).findFirst().orElseThrow();
      assertThat(Long.parseUnsignedLong(capabilities.substring(8).strip(), 16) & 1L << 21).isZero();
      assertThat(probe(session, "list", "/proc/self/fd"))
          .containsExactlyInAnyOrder(".", "..", "0", "1", "2", "3");
    }
  }

  @Test
  void leavesTheHostsMountsAsTheyAre() throws Exception {
    String before = Files.readString(Path.of("/proc/self/mountinfo"));
    try (GuestSession session = open()) {
      probe(session, "exit", "0");
      assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(before);
    }
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(before);
  }

  @Test
  void makesMountPointsAndKeepsWhatIsBelowThem() throws Exception {
    Files.createDirectories(tree.resolve("run"));
    Files.writeString(tree.resolve("run/kept"), "kept");
    try (GuestSession session = open()) {
      assertThat(probe(session, "list", "/run")).containsExactlyInAnyOrder(".", "..", "lock");
      assertThat(probe(session, "write", "/tmp/gone")).containsExactly("write: 5");
      assertThat(probe(session, "write", "/stays")).containsExactly("write: 5");
    }
    assertThat(tree.resolve("run/kept")).hasContent("kept");
    assertThat(tree.resolve("tmp")).isEmptyDirectory();
    assertThat(tree.resolve("dev")).isEmptyDirectory();
    assertThat(tree.resolve("stays")).hasContent("probe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"proc", "dev", "sys", "run", "tmp"})
  void refusesATreeWhoseMountPointIsALink(String name) throws Exception {
    String before = Files.readString(Path.of("/proc/self/mountinfo"));
    Files.createSymbolicLink(tree.resolve(name), Path.of("/"));
    assertThatThrownBy(this::open)
        .isInstanceOfSatisfying(
            FaultException.class,
            fault -> assertThat(fault.code()).isEqualTo(ErrorCode.IMAGE_INCOMPLETE))
        .hasMessageContaining("/" + name + ": not a directory");
    assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).isEqualTo(before);
  }

  @Test
  void followsLinksInsideTheTreeOnly() throws Exception {
    Path victim = Files.writeString(directory.resolve("victim"), "untouched");
    Files.delete(tree.resolve("etc"));
    Files.createSymbolicLink(tree.resolve("etc"), directory);
    Files.createSymbolicLink(tree.resolve("absolute"), victim);
    try (GuestSession session = open()) {
      assertThat(probe(session, "list", "/etc/")).containsExactly("/etc/: errno 2");
      assertThat(probe(session, "read", "/absolute")).containsExactly("/absolute: errno 2");
      assertThat(probe(session, "read", "/../../../../../.." + victim))
          .singleElement()
          .asString()
          .endsWith("errno 2");
    }
    assertThatThrownBy(() -> open(false, Map.of("/etc/victim", "overwritten")))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("cannot lay file over /etc/victim");
    assertThat(victim).hasContent("untouched");
  }

  @Test
  void hasLoopbackOnlyUnlessTheNetworkIsAskedFor() throws Exception {
    try (GuestSession session = open()) {
      assertThat(probe(session, "read", "/proc/net/dev"))
          .hasSize(3)
          .last()
          .satisfies(line -> assertThat(line.strip()).startsWith("lo:"));
    }
    List<String> host = Files.readAllLines(Path.of("/proc/net/dev"));
    try (GuestSession session = open(true, Map.of())) {
      assertThat(probe(session, "read", "/proc/net/dev")).hasSameSizeAs(host);
    }
  }

  @Test
  void keepsOutTheHostsAbstractSocketsWhereTheKernelCan() throws Exception {
    Matcher release =
        Pattern.compile("(\\d+)\\.(\\d+).*").matcher(System.getProperty("os.version"));
    assumeTrue(
        release.matches()
            && Integer.parseInt(release.group(1)) * 100 + Integer.parseInt(release.group(2)) >= 612,
        "needs Linux 6.12");
    String name = "cm-image-test-" + ProcessHandle.current().pid();
    Process listener =
        new ProcessBuilder(
                "python3",
                "-c",
                "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0%s'); s.listen();"
                        .formatted(name)
                    + " print('listens', flush=True); s.accept()")
            .start();
    try {
      assertThat(listener.inputReader().readLine()).isEqualTo("listens");
      try (GuestSession session = open(true, Map.of())) {
        assertThat(probe(session, "connect", name)).containsExactly("connect: errno 1");
      }
    } finally {
      listener.destroy();
    }
  }

  @Test
  void laysFilesOverTheTreeWithoutChangingIt() throws Exception {
    Files.createDirectories(tree.resolve("usr/sbin"));
    Files.createSymbolicLink(tree.resolve("sbin"), Path.of("usr/sbin"));
    Files.writeString(tree.resolve("usr/sbin/start-stop-daemon"), "the tree's");
    Map<String, String> files =
        Map.of("/sbin/start-stop-daemon", "#!/bin/probe\n", "/usr/sbin/policy-rc.d", "guard\n");
    try (GuestSession session = open(false, files)) {
      assertThat(probe(session, "read", "/usr/sbin/start-stop-daemon"))
          .containsExactly("#!/bin/probe");
      assertThat(probe(session, "read", "/usr/sbin/policy-rc.d")).containsExactly("guard");
      assertThat(probe(session, "write", "/usr/sbin/policy-rc.d"))
          .containsExactly("write: errno 30");
      assertThat(session.run(Command.of("start-stop-daemon"), line -> {}).succeeded()).isFalse();
      assertThat(Files.readString(tree.resolve("usr/sbin/start-stop-daemon")))
          .isEqualTo("the tree's");
    }
    assertThat(tree.resolve("usr/sbin/start-stop-daemon")).hasContent("the tree's");
    assertThat(tree.resolve("usr/sbin/policy-rc.d")).doesNotExist();
  }

  @Test
  void clearsUpPlaceholdersOfASessionThatWasCutShort() throws Exception {
    Files.writeString(tree.resolve("etc/resolv.conf"), "placeholder of a cm-image session\n");
    try (GuestSession session = open(false, Map.of("/etc/resolv.conf", "nameserver ::1\n"))) {
      assertThat(probe(session, "read", "/etc/resolv.conf")).containsExactly("nameserver ::1");
    }
    assertThat(tree.resolve("etc/resolv.conf")).doesNotExist();
  }

  @Test
  void hasAResolvConfWhileOnline() throws Exception {
    List<String> host = Files.readAllLines(Path.of("/etc/resolv.conf"), StandardCharsets.UTF_8);
    Path link = tree.resolve("etc/resolv.conf");
    try (GuestSession session = open(true, Map.of())) {
      assertThat(probe(session, "read", "/etc/resolv.conf")).isEqualTo(host);
    }
    assertThat(link).doesNotExist();
    for (String target :
        List.of("../run/systemd/resolve/stub-resolv.conf", "/run/resolvconf/resolv.conf")) {
      Files.createSymbolicLink(link, Path.of(target));
      try (GuestSession session = open(true, Map.of())) {
        assertThat(probe(session, "read", "/etc/resolv.conf")).isEqualTo(host);
      }
      assertThat(Files.readSymbolicLink(link)).isEqualTo(Path.of(target));
      Files.delete(link);
    }
  }
}
