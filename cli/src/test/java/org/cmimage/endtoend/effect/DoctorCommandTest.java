package org.cmimage.endtoend.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.cli.Ran;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.endtoend.trial.Program;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cm-image doctor} on this machine. */
@Tag("root")
class DoctorCommandTest {
  @TempDir private Path root;

  private Ran doctor(String... more) {
    List<String> words =
        Stream.concat(
                Stream.of("doctor", "--root", root.toString(), "--air-gapped", "-d", "debian12"),
                Stream.of(more))
            .toList();
    return Ran.cmImage(words.toArray(String[]::new));
  }

  @Test
  void programsOfEachArchitectureAreTriedAndNothingIsLeftBehind() throws Exception {
    Ran ran = doctor();

    assertThat(ran.out())
        .contains(
            "[ OK ]  machine: ",
            "[ OK ]  disk: ",
            "[ OK ]  sessions of x86_64: ",
            "[ OK ]  sessions of aarch64: ",
            "[ OK ]  runs: none is active on this cluster\n",
            "[ OK ]  host files: as the cluster's entities want them\n");
    assertThat(ran.out()).containsPattern("\\[ OK ]  programs of \\S+: one ran in a session in ");
    assertThat(ran.out()).doesNotContain("[FAIL]  programs of");
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("var");
    }
    assertThat(root.resolve("var/lib")).doesNotExist();
  }

  @Test
  void whatCannotBePlannedIsAFailureWithItsCureAndExitCode() {
    Ran ran = doctor("-a", "aarch64");

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.out())
        .contains("[FAIL]  plan: cannot ", "--air-gapped forbids downloading", "run once with")
        .endsWith("1 failure\n");
  }

  @Test
  @SuppressWarnings("try") // the lock is held, not called
  void anActiveRunAndEditedFilesAreTold() throws Exception {
    Files.createDirectories(root.resolve("etc/cm-image"));
    Ran.cmsh("--root", root.toString(), "-c", "network; add x; set baseaddress 10.9.0.0; commit");
    Files.writeString(root.resolve("etc/exports.d/cm-image.exports"), "");
    try (RunLock lock = RunLock.take(ClusterLayout.below(root), "a test", InstantSource.system())) {

      Ran ran = doctor("-a", "x86_64");

      assertThat(ran.exitCode()).isEqualTo(3);
      assertThat(ran.out())
          .contains(
              "[FAIL]  runs: ",
              ", a test, since ",
              "[NOTE]  host files: /etc/exports.d/cm-image.exports differ",
              "cm-image apply");
    }
  }

  @Test
  void aFileSystemThatHoldsNoImageIsTold() throws Exception {
    Program.output(root, "mount", "-t", "tmpfs", "-o", "noexec,size=1m", "none", root.toString());
    try {
      Ran ran = doctor("-a", "x86_64");

      assertThat(ran.exitCode()).isEqualTo(3);
      assertThat(ran.out()).contains("[FAIL]  disk: ", "is mounted noexec", "mount it with exec");
    } finally {
      Program.output(Path.of("/"), "umount", root.toString());
    }
  }
}
