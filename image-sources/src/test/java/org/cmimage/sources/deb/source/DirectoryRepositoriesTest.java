package org.cmimage.sources.deb.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.catalog.Repository;
import org.cmimage.core.catalog.Trust;
import org.cmimage.core.fault.FaultException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryRepositoriesTest {
  private static final List<Repository> KNOWN =
      List.of(
          new Repository(
              "http://ftp.example.org/debian",
              "bookworm",
              List.of("main"),
              List.of("debian.gpg"),
              true));

  @TempDir Path root;

  @Test
  void ofAMirrorTheReleasesSuitesAreTaken() throws IOException {
    suite("dists/bookworm", "main", "contrib");
    suite("dists/trixie", "main");
    Files.createSymbolicLink(root.resolve("dists/stable"), Path.of("bookworm"));

    assertThat(find()).containsExactly("./ bookworm main,contrib");
  }

  /** Debian's media have one, for programs that look for debian/dists. */
  @Test
  void aLinkToTheRootIsNoOtherMirror() throws IOException {
    suite("dists/bookworm", "main");
    Files.createSymbolicLink(root.resolve("debian"), Path.of("."));

    assertThat(find()).containsExactly("./ bookworm main");
  }

  @Test
  void aSuiteOfAnotherNameIsTakenWhereThereIsNoOther() throws IOException {
    suite("dists/site", "main");
    assertThat(find()).containsExactly("./ site main");
  }

  /** As on media with a flat repository for each distribution and for common packages. */
  @Test
  void everyFlatRepositoryOfAMediumIsTaken() throws IOException {
    file("data/packages/dist/Packages.gz");
    file("data/packages/11.0/Packages");
    file("data/packages/packagegroups/hpc/Packages.xz");
    file("data/other.txt");

    assertThat(find())
        .containsExactly(
            "data/packages/11.0/ ./ ",
            "data/packages/dist/ ./ ",
            "data/packages/packagegroups/hpc/ ./ ");
  }

  @Test
  void packagesWithoutAnIndexAreARepository() throws IOException {
    file("pool/a/a_1_arm64.deb");
    assertThat(find()).containsExactly("./ ./ ");
  }

  @Test
  void theUserVouchesAndTheDistributionsKeysCount() throws IOException {
    file("Packages");
    assertThat(repositories().get(0).trust()).isInstanceOf(Trust.Local.class);
    assertThat(repositories().get(0).keyrings()).containsExactly("debian.gpg");
  }

  @Test
  void aDirectoryOfOtherThingsIsRefused() throws IOException {
    file("README");
    FaultException fault = catchThrowableOfType(FaultException.class, this::repositories);
    assertThat(fault).hasMessageContaining("it holds no repository (dists/, Packages) and no");
  }

  private List<String> find() throws IOException {
    return repositories().stream()
        .map(
            r ->
                r.uri()
                        .replace(root.toUri().toString().replaceFirst("/$", ""), ".")
                        .replaceFirst("^\\./(.+)$", "$1/")
                        .replaceFirst("^\\.$", "./")
                    + " "
                    + r.suite()
                    + " "
                    + String.join(",", r.components()))
        .toList();
  }

  private List<Repository> repositories() throws IOException {
    return new DirectoryRepositories(root, KNOWN, "arm64").find();
  }

  private void suite(String path, String... components) throws IOException {
    for (String component : components) {
      file(path + "/" + component + "/binary-arm64/Packages");
    }
    Files.writeString(
        root.resolve(path).resolve("Release"),
        "Components: " + String.join(" ", components) + "\n");
  }

  private void file(String path) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), "");
  }
}
