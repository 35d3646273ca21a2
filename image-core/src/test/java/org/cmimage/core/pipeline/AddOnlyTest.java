package org.cmimage.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.event.PipelineEvent;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.record.Stage;
import org.cmimage.core.record.TimingRecords;
import org.cmimage.model.ComponentKind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Components whose trees are there, and the archOS stage alone. */
class AddOnlyTest {
  private static final ImageRequest ADD =
      ImageRequest.adding(FakeCluster.SHARED.archOs(), ComponentKind.CM_SHARED);

  @TempDir private Path directory;
  private FakeCluster cluster;

  @BeforeEach
  void setUp() throws IOException {
    cluster = new FakeCluster(Files.createDirectory(directory.resolve("cluster")));
  }

  @Test
  void registersWhatIsThereAndLeavesItAsItIs() throws Exception {
    cluster.extract("1", false);
    SortedMap<String, String> tree = cluster.published();
    assertThat(cluster.pipeline().present(ADD)).isEmpty();
    cluster.run(ADD);
    assertThat(cluster.isRegistered()).isTrue();
    assertThat(cluster.published()).isEqualTo(tree);
    assertThat(cluster.events)
        .extracting(PipelineEvent::stage)
        .containsOnly(Stage.VERIFY, Stage.REGISTER);
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  @Test
  void againItChangesNothing() throws Exception {
    cluster.extract("1", false);
    cluster.run(ADD);
    long version = cluster.entities().version();
    assertThat(cluster.pipeline().present(ADD)).containsExactly(FakeCluster.SHARED);
    cluster.run(ADD);
    assertThat(cluster.entities().version()).isEqualTo(version);
  }

  @Test
  void nothingThereIsRefusedWithWhatToDo() {
    ImageException refusal = catchThrowableOfType(ImageException.class, () -> cluster.run(ADD));
    assertThat(refusal.code()).isEqualTo(ErrorCode.NO_SUCH_IMAGE);
    assertThat(refusal.remedy()).isEqualTo(new Remedy.ImportArchive(FakeCluster.SHARED));
    assertThat(cluster.entities().version()).isZero();
  }

  @Test
  void anEmptyDirectoryIsRefused() {
    cluster.calls.withDirectory(cluster.layout().tree(FakeCluster.SHARED));
    ImageException refusal = catchThrowableOfType(ImageException.class, () -> cluster.run(ADD));
    assertThat(refusal.code()).isEqualTo(ErrorCode.IMAGE_INCOMPLETE);
    assertThat(refusal.remedy())
        .isInstanceOfSatisfying(
            Remedy.Advice.class,
            advice ->
                assertThat(advice.text())
                    .contains("correct that in ", "" + cluster.layout().tree(FakeCluster.SHARED)));
    assertThat(refusal).hasMessageContaining("an empty directory");
    assertThat(cluster.isRegistered()).isFalse();
  }

  @Test
  void anotherArchitectureIsRefused() throws Exception {
    cluster.extract("1", true);
    SortedMap<String, String> tree = cluster.published();
    ImageException refusal = catchThrowableOfType(ImageException.class, () -> cluster.run(ADD));
    assertThat(refusal.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
    assertThat(refusal).hasMessageContainingAll("arch/OS does not match", "aarch64", TOOL);
    assertThat(cluster.isRegistered()).isFalse();
    assertThat(cluster.published()).isEqualTo(tree);
  }

  private static final String TOOL = "/apps/tool/bin/tool";

  /** The archOS stage names every mismatch of all components; what is wrong is there to remove. */
  @Test
  void beforeTheArchOsStageAMismatchIsLeftToIt() throws Exception {
    cluster.extract("1", true);
    ImageException refusal =
        catchThrowableOfType(ImageException.class, () -> cluster.run(ADD.thenBinding()));
    assertThat(refusal.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
    assertThat(refusal.component()).isEmpty();
    assertThat(refusal)
        .hasMessageContainingAll("arch/OS does not match", "default-image-debian12-x86_64");
    assertThat(cluster.isRegistered()).isTrue();
  }

  @Test
  void theArchOsStageAloneNamesAllThatIsMissing() {
    ImageException refusal =
        catchThrowableOfType(
            ImageException.class,
            () -> cluster.run(ImageRequest.binding(FakeCluster.SHARED.archOs())));
    assertThat(refusal.code()).isEqualTo(ErrorCode.ARCH_OS_MISMATCH);
    for (ComponentKind kind : ComponentKind.values()) {
      assertThat(refusal).hasMessageContaining(kind.label());
    }
    assertThat(cluster.entities().version()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aStoreThatFailsRegistersNothing(int change) throws Exception {
    cluster.extract("1", false);
    cluster.failChange(change);
    ImageException failure = catchThrowableOfType(ImageException.class, () -> cluster.run(ADD));
    assertThat(failure.code()).isEqualTo(ErrorCode.STORE_UNUSABLE);
    assertThat(cluster.isRegistered()).isFalse();
    cluster.run(ADD);
    assertThat(cluster.isRegistered()).isTrue();
  }

  @Test
  void aTreeThatCannotBeReadIsNotRegistered() throws Exception {
    for (int nth = 1; nth < 200; nth++) {
      FakeCluster other = new FakeCluster(Files.createDirectory(directory.resolve("c" + nth)));
      other.extract("1", false);
      other.calls.faults().failCall("read", nth, "EIO");
      try {
        other.run(ADD);
        assertThat(nth).isGreaterThan(1);
        return;
      } catch (ImageException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.INPUT_OUTPUT);
        assertThat(other.isRegistered()).isFalse();
      }
    }
    fail("the run never came to its end");
  }

  /** Its log, times and manifest are of a tree that is gone. */
  @Test
  void recordsOfAFormerTreeAreForgotten() throws Exception {
    cluster.run(FakeCluster.importing("shared-1.tar"));
    assertThat(TimingRecords.of(cluster.layout()).find(FakeCluster.SHARED)).isPresent();
    cluster.run(ADD);
    assertThat(TimingRecords.of(cluster.layout()).find(FakeCluster.SHARED)).isPresent();

    FakeCluster other = new FakeCluster(Files.createDirectory(directory.resolve("other")));
    Path timings = Files.createDirectories(other.layout().timings());
    Files.writeString(timings.resolve(FakeCluster.SHARED.name() + ".json"), "{}");
    other.extract("1", false);
    other.run(ADD);
    assertThat(timings).isEmptyDirectory();
  }
}
