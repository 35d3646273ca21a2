package org.cmimage.sources.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.sources.deb.installed.TreeOfFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of a base that has packages already. */
class BasePlanTest {
  @TempDir Path directory;
  private final RecordedProgress progress = new RecordedProgress();
  private PackageDirectory repository;

  @BeforeEach
  void make() throws IOException {
    repository = new PackageDirectory(directory);
    repository.add("libgl1-amber-dri", "Depends: libglapi-amber\n");
    repository.add("libglapi-amber", "Conflicts: libglapi-mesa\n");
  }

  @Test
  void whatIsRemovedFromTheBaseIsTold() throws Exception {
    plan("libglapi-mesa", List.of("libgl1-amber-dri"));
    assertThat(progress.warnings())
        .contains("libglapi-mesa 1.0 of the base is removed: conflicts with libglapi-amber");
  }

  @Test
  void whatStaysInTheBaseIsNot() throws Exception {
    plan("libglvnd0", List.of("libgl1-amber-dri"));
    assertThat(progress.warnings()).noneMatch(line -> line.contains("of the base"));
  }

  @Test
  void kernelThatGetsASecondBesideItIsTold() throws Exception {
    repository.add("linux-image-generic", "");
    plan("linux-image-generic-64k", List.of("linux-image-generic"));
    assertThat(progress.warnings())
        .contains(
            "the base has kernel linux-image-generic-64k; nodes boot linux-image-generic, which is"
                + " installed beside it; to have the base's alone: --kernel"
                + " linux-image-generic-64k");
  }

  @Test
  void kernelOfTheBaseThatIsWantedIsNot() throws Exception {
    repository.add("linux-image-generic-64k", "");
    plan("linux-image-generic-64k", List.of("linux-image-generic-64k"));
    assertThat(progress.warnings()).noneMatch(line -> line.contains("kernel"));
  }

  private void plan(String installed, List<String> wanted) throws Exception {
    TreeOfFiles base =
        TreeOfFiles.withStatus(
            """
            Package: %s
            Status: install ok installed
            Version: 1.0
            Architecture: arm64
            """
                .formatted(installed));
    PackageSystem.Query query =
        new PackageSystem.Query(
            ComponentKind.SOFTWARE_IMAGE,
            repository.distribution("ubuntu2404"),
            Architecture.AARCH64,
            repository.sources(),
            List.of("required"),
            wanted,
            List.of(),
            Optional.of(
                new PackageSystem.Base(base, List.of(), false, PackageSystem.Updates.NONE)));
    repository.plan(query, progress);
  }
}
