package org.cmimage.sources.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.LockedVersions;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.model.ComponentKind;
import org.cmimage.sources.deb.archive.DebFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans with the versions of a lock file. */
class LockedPlanTest {
  private static final Path FILE = Path.of("versions.yaml");

  @TempDir Path directory;
  private PackageDirectory repository;
  private ComponentKind kind = ComponentKind.SOFTWARE_IMAGE;

  @BeforeEach
  void make() throws IOException {
    repository = new PackageDirectory(directory);
    add("tool", "1.0", "Depends: data\n");
    add("data", "1.0", "");
  }

  @Test
  void newerVersionsAreNotTaken() throws Exception {
    List<LockedPackage> first = plan(Optional.empty(), "tool").versions();
    assertThat(first)
        .extracting(LockedPackage::toString)
        .containsExactly("data 1.0 (all)", "tool 1.0 (arm64)");
    add("tool", "2.0", "Depends: data (>= 2)\n");
    add("data", "2.0", "");

    assertThat(plan(Optional.empty(), "tool").versions())
        .extracting(LockedPackage::version)
        .containsOnly("2.0");
    assertThat(plan(Optional.of(first), "tool").versions()).isEqualTo(first);
    assertThat(plan(Optional.of(first), "data").versions())
        .extracting(LockedPackage::name)
        .containsExactly("data");
  }

  @Test
  void versionsThatAreGoneAreToldTogetherWithWhatThereIs() throws Exception {
    List<LockedPackage> first = plan(Optional.empty(), "tool").versions();
    repository.remove("tool_1.0");
    add("tool", "2.0", "");
    add("data", "1.0", "Suggests: tool\n");

    FaultException failure = failure(first, "tool");

    assertThat(failure.code()).isEqualTo(ErrorCode.PACKAGE_UNKNOWN);
    assertThat(failure)
        .hasMessageContainingAll(
            "versions.yaml",
            "lack 2 of 2",
            "tool 1.0 (arm64): they have 2.0",
            "data 1.0 (all): they have another archive of this version");
  }

  @Test
  void whatTheFileLacksIsNotTakenFromElsewhere() throws Exception {
    List<LockedPackage> first = plan(Optional.empty(), "data").versions();

    FaultException failure = failure(first, "tool");

    assertThat(failure)
        .hasMessageContainingAll("tool", "Only the versions in versions.yaml were considered.");
  }

  /** The lock file of applications does not contain the packages that every node has. */
  @Test
  void applicationsFindOnNodesWhatTheFileDoesNotName() throws Exception {
    kind = ComponentKind.CM_SHARED;
    add("data", "1.0", "Essential: yes\n");
    List<LockedPackage> first = plan(Optional.empty(), "tool").versions();
    assertThat(first).extracting(LockedPackage::name).containsExactly("tool");
    add("tool", "2.0", "Depends: data, more\n");
    add("more", "2.0", "");

    assertThat(plan(Optional.of(first), "tool").versions()).isEqualTo(first);
    assertThat(failure(first, "more"))
        .hasMessageContainingAll("needed too: more 2.0", "Only the versions in versions.yaml");
  }

  private FaultException failure(List<LockedPackage> locked, String wanted) {
    return catchThrowableOfType(FaultException.class, () -> plan(Optional.of(locked), wanted));
  }

  private PackageInstallation plan(Optional<List<LockedPackage>> locked, String wanted)
      throws Exception {
    PackageSystem.Query query =
        repository
            .query(kind, "debian12", List.of(wanted), List.of())
            .withLock(locked.map(packages -> new LockedVersions(FILE, packages)));
    return repository.plan(query, new RecordedProgress());
  }

  private void add(String name, String version, String fields) throws IOException {
    repository.add(
        new DebFixture(name, name.equals("data") ? "all" : "arm64", fields, version),
        name + "_" + version);
  }
}
