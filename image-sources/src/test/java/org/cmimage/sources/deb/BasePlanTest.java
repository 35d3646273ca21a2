package org.cmimage.sources.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.archive.DebFixture;
import org.cmimage.sources.deb.installed.TreeOfFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of a base that has packages already. */
class BasePlanTest {
  @TempDir Path directory;
  private final RecordedProgress progress = new RecordedProgress();
  private Path repository;

  @BeforeEach
  void make() throws IOException {
    repository = Files.createDirectory(directory.resolve("debs"));
    add("libgl1-amber-dri", "Depends: libglapi-amber\n");
    add("libglapi-amber", "Conflicts: libglapi-mesa\n");
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
    add("linux-image-generic", "");
    plan("linux-image-generic-64k", List.of("linux-image-generic"));
    assertThat(progress.warnings())
        .contains(
            "the base has kernel linux-image-generic-64k; nodes boot linux-image-generic, which is"
                + " installed beside it; to have the base's alone: --kernel"
                + " linux-image-generic-64k");
  }

  @Test
  void kernelOfTheBaseThatIsWantedIsNot() throws Exception {
    add("linux-image-generic-64k", "");
    plan("linux-image-generic-64k", List.of("linux-image-generic-64k"));
    assertThat(progress.warnings()).noneMatch(line -> line.contains("kernel"));
  }

  private void plan(String installed, List<String> wanted) throws Exception {
    ClusterLayout layout = ClusterLayout.below(directory);
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
            DistributionCatalog.load(layout.distributions())
                .find(Distribution.parse("ubuntu2404"), Architecture.AARCH64),
            Architecture.AARCH64,
            new PackageSources(
                List.of(repository.toString()),
                PackageSources.Additional.NONE,
                Optional.empty(),
                true),
            List.of("required"),
            wanted,
            List.of(),
            Optional.of(
                new PackageSystem.Base(base, List.of(), false, PackageSystem.Updates.NONE)));
    new DebPackageSystemProvider().packages(layout).plan(query, progress);
  }

  private void add(String name, String fields) throws IOException {
    new DebFixture(name, "arm64", fields, "1.0").write(repository.resolve(name + ".deb"));
  }
}
