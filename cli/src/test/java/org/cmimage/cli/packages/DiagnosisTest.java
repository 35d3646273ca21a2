package org.cmimage.cli.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.cli.Ran;
import org.cmimage.core.ClusterLayout;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code create --dry-run --diagnose FILE}. */
class DiagnosisTest {
  @TempDir private Path directory;
  private Path root;
  private Path file;
  private TinyRepository repository;

  @BeforeEach
  void setUp() throws Exception {
    root = Files.createDirectory(directory.resolve("root"));
    file = directory.resolve("report.txt");
    repository = new TinyRepository(directory.resolve("work"), root);
  }

  @AfterEach
  void tearDown() {
    if (repository != null) {
      repository.close();
    }
  }

  private Ran create(String sources, String... words) {
    List<String> all =
        new ArrayList<>(
            List.of("create", "swimage", "--bootstrap", "-d", "debian12", "-b", sources));
    all.addAll(List.of("-a", Architecture.ofThisMachine().toString(), "--root", root.toString()));
    all.addAll(List.of(words));
    return Ran.cmImage(all.toArray(String[]::new));
  }

  @Test
  void whatIsOfferedAndThePlanAreWritten() throws Exception {
    Ran ran = create(repository.sources(), "--dry-run", "--diagnose", file.toString());

    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).isEqualTo("Wrote the diagnosis to " + file + "\n");
    assertThat(Files.readString(file))
        .contains("Diagnosis of cm-image", "Head node: ID=", "Debian tiny", "signed by ")
        .containsPattern("base +1 +all +tiny/main +[0-9]+\n")
        .contains("not offered: 0", "packages:  1\n", "== Obstacles on this head node: 0");
    assertThat(ClusterLayout.below(root).store()).doesNotExist();
  }

  @Test
  void whyThereIsNoPlanIsWritten() throws Exception {
    Ran ran =
        create(repository.sources(), "-p", "absent", "--dry-run", "--diagnose", file.toString());

    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(Files.readString(file))
        .containsPattern("absent +NOT OFFERED\n")
        .contains("FAILED, PACKAGE_UNKNOWN: cannot install package absent");
  }

  @Test
  void passwordsAreNotWritten() throws Exception {
    create(repository.sources("bob:s3cret"), "--dry-run", "--diagnose", file.toString());
    repository.remove(TinyRepository.RELEASE);
    Path failed = directory.resolve("failed.txt");
    create(repository.sources("bob:s3cret"), "--dry-run", "--diagnose", failed.toString());

    assertThat(Files.readString(file)).contains("Debian tiny").doesNotContain("s3cret");
    assertThat(Files.readString(failed)).contains("notice: ").doesNotContain("s3cret");
  }

  @Test
  void itNeedsADryRun() {
    Ran ran = create("/nonesuch", "--diagnose", file.toString());

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("expected --diagnose with --dry-run");
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws Exception {
    Ran ran =
        create(
            repository.sources(), "--dry-run", "--diagnose", directory.resolve("no/f").toString());

    assertThat(ran.exitCode()).isEqualTo(3);
    assertThat(ran.err()).contains("cannot write the diagnosis", "no such file or directory");
  }
}
