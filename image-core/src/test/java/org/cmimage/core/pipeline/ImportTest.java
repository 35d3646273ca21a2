package org.cmimage.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.event.PipelineEvent;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.manifest.TreeDifferences;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.plan.ImagePlan;
import org.cmimage.core.record.Stage;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.run.ImageReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Components that come out of archives. */
class ImportTest {
  /** More than any run here makes; a loop that comes so far has lost its end. */
  private static final int TOO_MANY = 2000;

  private static final String TOOL = "apps/tool/bin/tool";
  private static final String VERSION = "apps/tool/version";

  @TempDir private Path directory;
  private FakeCluster cluster;

  @BeforeEach
  void setUp() throws IOException {
    cluster = fresh("cluster");
  }

  private FakeCluster fresh(String name) throws IOException {
    return new FakeCluster(Files.createDirectory(directory.resolve(name)));
  }

  @Test
  void extractsVerifiesPublishesAndRegisters() throws Exception {
    ImageReport report = cluster.run(FakeCluster.importing("shared-1.tar"));
    assertThat(cluster.published().keySet()).contains(TOOL, VERSION);
    assertThat(cluster.published()).doesNotContainKey(".cm-image.yaml");
    assertThat(cluster.isRegistered()).isTrue();
    assertThat(cluster.hasLeftovers()).isFalse();
    assertThat(cluster.ran).isEmpty();
    assertThat(report.components().get(0).packages()).isZero();
    assertThat(report.binding()).as("the archOS stage").isEmpty();
    assertThat(cluster.events)
        .extracting(PipelineEvent::stage)
        .doesNotContain(Stage.PROVISION, Stage.BIND);
  }

  @Test
  void aPlanChangesNothingAndNamesTheArchive() throws Exception {
    ImagePlan plan = cluster.pipeline().plan(FakeCluster.importing("shared-1.tar"));
    assertThat(plan.obstacles()).isEmpty();
    assertThat(plan.components().get(0).source().orElseThrow().origins())
        .containsExactly("shared-1.tar");
    assertThat(cluster.published()).isEmpty();
    assertThat(cluster.archives.unpacked()).isZero();
  }

  @Test
  void anArchiveThatIsNotThereIsNamed() throws IOException {
    ImageException failure =
        catchThrowableOfType(
            ImageException.class, () -> cluster.run(FakeCluster.importing("nothing.tar")));
    assertThat(failure).hasMessageContaining("nothing.tar");
    assertThat(failure.component()).contains(FakeCluster.SHARED);
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  @Test
  void whatExistsIsNotReplacedUnlessForced() throws Exception {
    cluster.run(FakeCluster.importing("shared-1.tar"));
    SortedMap<String, String> tree = cluster.published();
    ImageException refusal =
        catchThrowableOfType(
            ImageException.class, () -> cluster.run(FakeCluster.importing("shared-2.tar")));
    assertThat(refusal.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(refusal.remedy()).isEqualTo(new Remedy.Force(FakeCluster.SHARED));
    assertThat(cluster.published()).isEqualTo(tree);
    assertThat(cluster.pipeline().present(FakeCluster.importing("shared-2.tar")))
        .containsExactly(FakeCluster.SHARED);

    cluster.run(FakeCluster.importing("shared-2.tar").withForce(true));
    assertThat(cluster.published().get(VERSION)).isNotEqualTo(tree.get(VERSION));
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  /** What is wrong with the archive is wrong tomorrow, so nothing of it is kept. */
  @ParameterizedTest
  @CsvSource({
    "damaged-1.tar, SOURCE_CORRUPT, it ends early",
    "arm-1.tar, ARCH_OS_MISMATCH, arch/OS does not match",
  })
  void aRejectedArchiveLeavesNothing(String archive, ErrorCode code, String fact) throws Exception {
    cluster.run(FakeCluster.importing("shared-1.tar"));
    SortedMap<String, String> tree = cluster.published();
    long version = cluster.entities().version();
    ImageException failure =
        catchThrowableOfType(
            ImageException.class,
            () -> cluster.run(FakeCluster.importing(archive).withForce(true)));
    assertThat(failure.code()).isEqualTo(code);
    assertThat(failure).hasMessageContaining(fact);
    assertThat(cluster.published()).isEqualTo(tree);
    assertThat(cluster.entities().version()).isEqualTo(version);
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  /** Everything after the nth change to the disk fails, as if the process had died there. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunThatDiesAnywhereIsResumed(boolean replacing) throws Exception {
    for (int nth = 1; nth < TOO_MANY; nth++) {
      FakeCluster dying = fresh("dies-" + nth);
      if (replacing) {
        dying.run(FakeCluster.importing("shared-1.tar"));
      }
      SortedMap<String, String> before = dying.published();
      ImageRequest request = FakeCluster.importing("shared-2.tar").withForce(replacing);
      dying.calls.faults().crashAt(nth);
      boolean succeeded = succeeds(dying, request);
      if (!succeeded) {
        if (!dying.published().equals(before)) {
          assertThat(dying.published().keySet()).contains(TOOL, VERSION);
        }
        if (dying.isRegistered()) {
          assertThat(dying.published()).isNotEmpty();
        }
        dying.calls.faults().recover();
        succeedsAfterAll(dying, request);
      }
      assertThat(dying.published().keySet()).contains(TOOL, VERSION);
      assertThat(dying.isRegistered()).isTrue();
      assertThat(dying.hasLeftovers()).isFalse();
      if (succeeded) {
        assertThat(nth).isGreaterThan(15);
        return;
      }
    }
    fail("the run never came to its end");
  }

  private static void succeedsAfterAll(FakeCluster dying, ImageRequest request)
      throws ImageException, IOException {
    if (!dying.isRegistered() || dying.hasLeftovers() || request.force()) {
      dying.run(request);
    }
  }

  private static boolean succeeds(FakeCluster other, ImageRequest request) {
    try {
      other.run(request);
      return true;
    } catch (ImageException e) {
      assertThat(e.code()).isNotIn(ErrorCode.INTERNAL, ErrorCode.ALREADY_EXISTS);
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aStoreThatFailsLeavesTheTreeToBeRegisteredByTheNextRun(int change) throws Exception {
    cluster.failChange(change);
    assertThatThrownBy(() -> cluster.run(FakeCluster.importing("shared-1.tar")))
        .hasMessageContaining("disk is full");
    assertThat(cluster.isRegistered()).isFalse();
    assertThat(cluster.pipeline().present(FakeCluster.importing("shared-1.tar"))).isEmpty();
    cluster.run(FakeCluster.importing("shared-1.tar"));
    assertThat(cluster.isRegistered()).isTrue();
    assertThat(cluster.archives.unpacked()).isEqualTo(1);
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  /** Ctrl-C in each stage that an import has. */
  @ParameterizedTest
  @EnumSource(
      value = Stage.class,
      names = {"PLAN", "UNPACK", "VERIFY", "PUBLISH", "REGISTER"})
  void anInterruptedRunIsResumed(Stage stage) throws Exception {
    cluster.react(
        event -> {
          if (event.stage() == stage && event instanceof PipelineEvent.Started) {
            Thread.currentThread().interrupt();
          }
        });
    try {
      cluster.run(FakeCluster.importing("shared-1.tar"));
    } catch (ImageException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.INTERRUPTED);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    cluster.react(event -> {});
    if (!cluster.isRegistered()) {
      cluster.run(FakeCluster.importing("shared-1.tar"));
    }
    assertThat(cluster.published().keySet()).contains(TOOL, VERSION);
    assertThat(cluster.hasLeftovers()).isFalse();
  }

  @Test
  void theManifestTellsWhatWasPublished() throws Exception {
    cluster.run(FakeCluster.importing("shared-1.tar"));
    assertThat(differences().isEmpty()).isTrue();
    Path manifest = cluster.layout().manifest(FakeCluster.SHARED);
    String first = Files.readString(manifest);

    cluster.run(FakeCluster.importing("shared-2.tar").withForce(true));
    assertThat(Files.readString(manifest)).isNotEqualTo(first);
    assertThat(differences().isEmpty()).isTrue();
  }

  @Test
  void theManifestIsMadeUpForAfterADeath() throws Exception {
    cluster.failChange(1);
    assertThatThrownBy(() -> cluster.run(FakeCluster.importing("shared-1.tar")))
        .isInstanceOf(ImageException.class);
    Files.delete(cluster.layout().manifest(FakeCluster.SHARED));
    cluster.run(FakeCluster.importing("shared-1.tar"));
    assertThat(differences().isEmpty()).isTrue();
  }

  private TreeDifferences differences() throws IOException {
    TreeManifest manifest = TreeManifest.load(cluster.layout().manifest(FakeCluster.SHARED));
    assertThat(manifest.size()).isGreaterThan(4);
    try (Rootfs tree = Rootfs.open(cluster.calls, cluster.layout().tree(FakeCluster.SHARED))) {
      return manifest.differences(tree, TreeManifest.Depth.CONTENT, 10);
    }
  }

  /** Archives may come one by one: as long as one is missing, the archOS stage waits for it. */
  @Test
  void bindingWaitsForTheComponentsThatAreMissing() throws Exception {
    ImageReport report = cluster.run(FakeCluster.importing("shared-1.tar").thenBinding());
    assertThat(report.binding()).isEmpty();
    assertThat(cluster.events)
        .filteredOn(event -> event.stage() == Stage.BIND)
        .containsExactly(
            new PipelineEvent.Skipped(
                Optional.empty(),
                Stage.BIND,
                "there is no software image default-image-debian12-x86_64 yet"));
  }

  @Test
  void theLogOfARunTellsWhatItImports() throws Exception {
    ImageReport report = cluster.run(FakeCluster.importing("shared-1.tar"));
    assertThat(List.of(Files.readString(cluster.layout().log()).split("\n")))
        .anyMatch(line -> line.endsWith(FakeCluster.SHARED + ": publish: started"));
    assertThat(report.components().get(0).tree())
        .isEqualTo(cluster.layout().tree(FakeCluster.SHARED));
  }
}
