package org.cmimage.sources.deb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications for nodes, whose images leave out what their distribution or the user excludes. */
class ApplicationsPlanTest {
  @TempDir Path directory;
  private PackageDirectory repository;
  private List<String> applications = List.of("tool");

  @BeforeEach
  void make() throws IOException {
    repository = new PackageDirectory(directory);
    repository.add("tool", "Depends: clock\n");
    repository.add("clock", "Priority: important\n");
  }

  @Test
  void whatNodesHaveAnywayIsLeftOut() throws Exception {
    assertThat(planned("ubuntu2404")).containsExactly("tool");
  }

  /** The catalog of Ubuntu excludes it from images. */
  @Test
  void exclusionsOfTheDistributionCountOnNodes() throws Exception {
    repository.add("systemd-timesyncd", "Priority: important\nConflicts: clock\n");
    assertThat(planned("ubuntu2404")).containsExactly("tool");
  }

  @Test
  void exclusionsOfTheUserCountOnNodes() throws Exception {
    repository.add("rival", "Priority: important\nConflicts: clock\n");
    assertThat(planned("ubuntu2404", "rival")).containsExactly("tool");
  }

  /** What images leave out can be an application nevertheless. */
  @Test
  void whatIsNamedIsNotExcludedByTheDistribution() throws Exception {
    repository.add("systemd-timesyncd", "Priority: important\n");
    applications = List.of("tool", "systemd-timesyncd");
    assertThat(planned("ubuntu2404")).containsExactly("systemd-timesyncd", "tool");
  }

  private List<String> planned(String distribution, String... excluded) throws Exception {
    PackageSystem.Query query =
        repository.query(ComponentKind.CM_SHARED, distribution, applications, List.of(excluded));
    return repository.plan(query, new RecordedProgress()).versions().stream()
        .map(LockedPackage::name)
        .toList();
  }
}
