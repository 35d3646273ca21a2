package org.cmimage.core.format.rpm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cmimage.core.format.rpm.RpmTree.PLACE;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Databases that this machine's rpm makes: so large that trees of pages have several levels. */
class RpmOracleTest {
  private static final int PACKAGES = 150;

  @TempDir static Path directory;
  private static List<String> built = List.of();

  @BeforeAll
  static void build() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/rpmbuild")), "rpmbuild is not installed");
    StringBuilder spec = new StringBuilder("Name: rocky-release\nVersion: 9.3\nRelease: 1.2.el9\n");
    spec.append("Summary: s\nLicense: x\n%description\nd\n%files\n");
    for (int i = 0; i < PACKAGES; i++) {
      spec.append("%package -n many").append(i).append("\nSummary: s\n");
      spec.append(i % 3 == 0 ? "BuildArch: noarch\n" : "");
      // From a header within its page to one of many pages.
      for (int j = 0; j < i * i % 701; j++) {
        spec.append("Provides: capability-of-some-length-").append(i * 1000 + j).append('\n');
      }
      spec.append("%description -n many").append(i).append("\nd\n%files -n many").append(i);
      spec.append('\n');
    }
    Path file = Files.writeString(directory.resolve("many.spec"), spec);
    run(
        "rpmbuild",
        "-bb",
        "--quiet",
        "--target",
        "aarch64",
        "--define",
        "_topdir " + directory,
        "--define",
        "_build_id_links none",
        file.toString());
    try (Stream<Path> packages = Files.walk(directory.resolve("RPMS"))) {
      built = packages.filter(Files::isRegularFile).map(Path::toString).sorted().toList();
    }
    assertThat(built).hasSize(PACKAGES + 1);
  }

  @ParameterizedTest
  @CsvSource({"sqlite, rpmdb.sqlite", "ndb, Packages.db"})
  void manyPackages(String backend, String file) throws Exception {
    Path database = Files.createDirectory(directory.resolve(backend));
    String[] options = {"--dbpath", database.toString(), "--define", "_db_backend " + backend};
    run(rpm(options, "-qa"));
    assumeTrue(Files.exists(database.resolve(file)), "this rpm has no backend " + backend);
    List<String> install =
        new ArrayList<>(List.of("--justdb", "-i", "--nodeps", "--ignorearch", "--ignoreos"));
    install.addAll(built);
    run(rpm(options, install.toArray(String[]::new)));
    compare(database, options);
    run(rpm(options, "--justdb", "-e", "--nodeps", "many7", "many60", "many149", "many0"));
    compare(database, options);
  }

  private static void compare(Path database, String[] options) throws Exception {
    List<String> listed =
        run(rpm(options, "-qa", "--qf", "%{name}-%{version}-%{release}.%{arch}\\n"))
            .lines()
            .filter(line -> line.contains("el9"))
            .sorted()
            .toList();
    assertThat(listed).hasSizeGreaterThan(PACKAGES / 2);
    try (RpmTree tree = new RpmTree()) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(database, "*{.db,sqlite*}")) {
        for (Path file : files) {
          tree.with(PLACE + file.getFileName(), Files.readAllBytes(file));
        }
      }
      assertThat(tree.packages()).isEqualTo(listed);
      assertThat(tree.inventory().orElseThrow().distribution()).isPresent();
    }
  }

  private static String[] rpm(String[] options, String... arguments) {
    List<String> command = new ArrayList<>(List.of("rpm"));
    command.addAll(List.of(options));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  private static String run(String... command) throws Exception {
    Path output = Files.createTempFile(directory, "output", "");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(command[0]).isTrue();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }
}
