package org.cmimage.sources.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.PackageSources;
import org.cmimage.core.catalog.DistributionCatalog;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.PackageSystem;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.sources.deb.archive.DebFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native programs for images of a medium, without a network. */
class OfflineTwinsTest {
  @TempDir Path directory;

  @Test
  void mediumOfOneArchitectureIsNamedAsTheReason() throws Exception {
    Path repository = Files.createDirectory(directory.resolve("debs"));
    new DebFixture("dash", "arm64", "", "1.0").write(repository.resolve("dash.deb"));
    ClusterLayout layout = ClusterLayout.below(directory);
    RecordedProgress progress = new RecordedProgress();
    PackageInstallation planned =
        new DebPackageSystemProvider()
            .packages(layout)
            .plan(
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
                    List.of(),
                    List.of("dash"),
                    List.of(),
                    Optional.empty()),
                progress);

    FaultException none =
        catchThrowableOfType(
            FaultException.class, () -> planned.twins(Architecture.X86_64, progress));

    assertThat(none.code()).isEqualTo(ErrorCode.MIRROR_UNREACHABLE);
    assertThat(none)
        .hasMessage(
            "there are no packages for x86_64 in the given repositories: one more --source that has"
                + " them, as the head node's own medium, makes this faster");
  }
}
