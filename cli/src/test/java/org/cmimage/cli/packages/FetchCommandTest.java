package org.cmimage.cli.packages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.cli.Ran;
import org.cmimage.model.Architecture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that are filled where there is a network, and used where there is none. */
@Tag("root")
class FetchCommandTest {
  @TempDir private Path directory;
  private Path root;
  private Path filled;
  private TinyRepository repository;

  @BeforeEach
  void setUp() throws Exception {
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    root = Files.createDirectory(directory.resolve("root"));
    filled = directory.resolve("filled");
    repository = new TinyRepository(directory.resolve("work"), root);
  }

  @AfterEach
  void tearDown() {
    if (repository != null) {
      repository.close();
    }
  }

  @Test
  void aTreeIsMadeOfIt() throws Exception {
    Ran fetched = fetch();
    assertThat(fetched.exitCode()).as(fetched.err()).isZero();
    assertThat(fetched.out()).contains("is complete: 1 packages");
    repository.close();
    forgetCache();
    Ran made = make();
    assertThat(made.exitCode()).as(made.err()).isZero();
    assertThat(made.err()).doesNotContain("signatures are not checked");
    assertThat(root.resolve("cm/shared-debian12-" + head() + "/apps/base/1")).isDirectory();
  }

  @Test
  void aSecondRunCopiesNothing() throws Exception {
    assertThat(fetch().exitCode()).isZero();
    List<Path> before = files();
    Ran again = fetch();
    assertThat(again.out()).contains("of which 0 B are new");
    assertThat(files()).isEqualTo(before);
  }

  /** Its packages alone would be a heap of packages that nobody signed. */
  @Test
  void aRunThatFailedGoesOn() throws Exception {
    assertThat(fetch().exitCode()).isZero();
    for (Path file : files()) {
      if (!file.toString().endsWith(".deb")) {
        Files.delete(file); // as if it had been killed before its end
      }
    }
    Files.createFile(filled.resolve("cm-image-fetch.unfinished"));
    assertThat(make().err()).contains("cm-image fetch did not finish it");
    assertThat(fetch().exitCode()).isZero();
    assertThat(make().exitCode()).isZero();
  }

  @Test
  void nothingIsThereWhereNoPackageCouldBeHad() throws Exception {
    repository.remove(TinyRepository.DEB);
    assertThat(fetch().exitCode()).isEqualTo(4);
    assertThat(filled).doesNotExist();
  }

  @Test
  void whatWasChangedOnTheWayIsRefused() throws Exception {
    assertThat(fetch().exitCode()).isZero();
    for (Path file : files()) {
      if (file.endsWith("InRelease")) {
        Files.writeString(file, Files.readString(file).replace("Debian", "Debiab"));
      }
    }
    forgetCache();
    Ran made = make();
    assertThat(made.exitCode()).isEqualTo(4);
    assertThat(made.err()).contains("does not fit the text");
  }

  @Test
  void aDamagedPackageIsReplaced() throws Exception {
    assertThat(fetch().exitCode()).isZero();
    for (Path file : files()) {
      if (file.toString().endsWith(".deb")) {
        Files.write(file, new byte[(int) Files.size(file)]);
      }
    }
    assertThat(fetch().exitCode()).isZero();
    assertThat(make().exitCode()).isZero();
  }

  @Test
  void nothingIsWrittenByADryRun() throws Exception {
    Ran ran = fetch("--dry-run");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("1 packages", "are not in the cache");
    assertThat(filled).doesNotExist();
  }

  @Test
  void packagesWithoutAReleaseAreNotCopied() throws Exception {
    Path heap = Files.createDirectory(directory.resolve("heap"));
    Files.write(heap.resolve("base.deb"), repository.get(TinyRepository.DEB));
    Ran ran = fetch("-b", heap.toString());
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("its repository has no Release file", "copy that directory");
  }

  /** Passwords stay where they are. */
  @Test
  void theDirectoryNamesNoUser() throws Exception {
    assertThat(fetch("-b", repository.sources("bob:s%40cret")).exitCode()).isZero();
    for (Path file : files()) {
      assertThat(file.toString()).doesNotContain("bob", "cret");
      assertThat(new String(Files.readAllBytes(file), UTF_8)).doesNotContain("cret");
    }
  }

  private Ran fetch(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("fetch", "cmshared", filled.toString(), "-d", "debian12"));
    arguments.addAll(List.of("-a", head(), "-p", "base", "--root", root.toString()));
    arguments.addAll(List.of(more));
    if (!arguments.contains("-b")) {
      arguments.addAll(List.of("-b", repository.sources()));
    }
    return Ran.cmImage(arguments.toArray(String[]::new));
  }

  private Ran make() {
    return Ran.cmImage(
        "create",
        "cmshared",
        "--source",
        filled.toString(),
        "--air-gapped",
        "-d",
        "debian12",
        "-a",
        head(),
        "-p",
        "base",
        "--root",
        root.toString());
  }

  /** Another head node has none of it. */
  private void forgetCache() throws IOException {
    Files.move(root.resolve("var/cache/cm-image"), directory.resolve("forgotten"));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(filled)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static String head() {
    return Architecture.parse(System.getProperty("os.arch")).unameName();
  }
}
