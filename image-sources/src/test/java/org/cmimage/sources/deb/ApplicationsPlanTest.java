package org.cmimage.sources.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.archive.DebFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications for nodes, whose images leave out what their distribution or the user excludes. */
class ApplicationsPlanTest {
  @TempDir Path directory;
  private Path repository;
  private List<String> applications = List.of("tool");

  @BeforeEach
  void make() throws IOException {
    repository = Files.createDirectory(directory.resolve("debs"));
    add("tool", "Depends: clock\n");
    add("clock", "Priority: important\n");
  }

  @Test
  void whatNodesHaveAnywayIsLeftOut() throws Exception {
    assertThat(planned("ubuntu2404")).containsExactly("tool");
  }

  /** The catalog of Ubuntu excludes it from images. */
  @Test
  void exclusionsOfTheDistributionCountOnNodes() throws Exception {
    add("systemd-timesyncd", "Priority: important\nConflicts: clock\n");
    assertThat(planned("ubuntu2404")).containsExactly("tool");
  }

  @Test
  void exclusionsOfTheUserCountOnNodes() throws Exception {
    add("rival", "Priority: important\nConflicts: clock\n");
    assertThat(planned("ubuntu2404", "rival")).containsExactly("tool");
  }

  /** What images leave out can be an application nevertheless. */
  @Test
  void whatIsNamedIsNotExcludedByTheDistribution() throws Exception {
    add("systemd-timesyncd", "Priority: important\n");
    applications = List.of("tool", "systemd-timesyncd");
    assertThat(planned("ubuntu2404")).containsExactly("systemd-timesyncd", "tool");
  }

  private List<String> planned(String distribution, String... excluded) throws Exception {
    ClusterLayout layout = ClusterLayout.below(directory);
    PackageSystem.Query query =
        new PackageSystem.Query(
            ComponentKind.CM_SHARED,
            DistributionCatalog.load(layout.distributions())
                .find(Distribution.parse(distribution), Architecture.AARCH64),
            Architecture.AARCH64,
            new PackageSources(
                List.of(repository.toString()),
                PackageSources.Additional.NONE,
                Optional.empty(),
                true),
            List.of(),
            applications,
            List.of(excluded),
            Optional.empty());
    return new DebPackageSystemProvider()
        .packages(layout).plan(query, new RecordedProgress()).versions().stream()
            .map(LockedPackage::name)
            .toList();
  }

  private void add(String name, String fields) throws IOException {
    new DebFixture(name, "arm64", fields, "1.0").write(repository.resolve(name + ".deb"));
  }
}
