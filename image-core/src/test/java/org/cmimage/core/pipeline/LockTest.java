package org.cmimage.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.LockedPackage;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.guest.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The versions of a run in a file. */
class LockTest {
  @TempDir Path directory;

  @Test
  void theFirstRunWritesAndTheNextObeys() throws Exception {
    FakeCluster cluster = cluster();
    cluster.ends.put("second", new CommandResult.End.Exited(1));
    assertThat(
            catchThrowableOfType(ImageException.class, () -> cluster.run(request(file()))).code())
        .isEqualTo(ErrorCode.SCRIPT_FAILED);
    assertThat(file()).doesNotExist();
    cluster.ends.clear();

    cluster.run(request(file()));

    assertThat(cluster.packages.lock()).isEmpty();
    String written = Files.readString(file());
    cluster.packages.update("2");
    cluster.run(request(file()));
    assertThat(cluster.packages.lock().orElseThrow().packages())
        .extracting(LockedPackage::toString)
        .containsExactly("one 1 (amd64)", "two 1 (all)");
    assertThat(file()).hasContent(written);
  }

  @Test
  void aFileThatCannotBeReadOrWrittenFailsTheCheck() throws Exception {
    FakeCluster cluster = cluster();
    assertThat(cluster.pipeline().check(request(directory.resolve("none/file"))))
        .singleElement()
        .satisfies(obstacle -> assertThat(obstacle.message()).contains("no directory"));
    Files.writeString(file(), "format: 7\n");
    assertThat(cluster.pipeline().check(request(file())))
        .singleElement()
        .satisfies(obstacle -> assertThat(obstacle.message()).contains("line 1, column 9"));
  }

  private Path file() {
    return directory.resolve("versions.yaml");
  }

  private FakeCluster cluster() throws Exception {
    return new FakeCluster(Files.createDirectory(directory.resolve("cluster")));
  }

  private static ImageRequest request(Path file) {
    return ImageRequest.bootstrap(FakeCluster.SHARED.archOs(), FakeCluster.SHARED.kind())
        .force(true)
        .lock(file)
        .build();
  }
}
