package org.cmimage.sources.deb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.spi.PackageInstallation;
import org.cmimage.core.spi.RecordedProgress;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Native programs for images of a medium, without a network. */
class OfflineTwinsTest {
  @TempDir Path directory;

  @Test
  void mediumOfOneArchitectureIsNamedAsTheReason() throws Exception {
    PackageDirectory repository = new PackageDirectory(directory);
    repository.add("dash", "");
    RecordedProgress progress = new RecordedProgress();
    PackageInstallation planned =
        repository.plan(
            repository.query(
                ComponentKind.SOFTWARE_IMAGE, "ubuntu2404", List.of("dash"), List.of()),
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
