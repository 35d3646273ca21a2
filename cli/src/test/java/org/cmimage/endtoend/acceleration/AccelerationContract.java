package org.cmimage.endtoend.acceleration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.guest.GuestSession;
import org.cmimage.core.guest.GuestSessions;
import org.cmimage.core.guest.ProgramStarts;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.core.run.ImageReport.ComponentOutcome;
import org.cmimage.endtoend.trial.Explanations;
import org.cmimage.endtoend.trial.Initramfs;
import org.cmimage.endtoend.trial.TreeDifferences;
import org.cmimage.endtoend.trial.TreeDifferences.Difference;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.qemu.guest.LinuxGuestSessionsProvider;
import org.cmimage.sources.deb.DebPackageSystemProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Native twins change nothing but the time it takes: one set of packages, configured twice, once
 * with everything emulated.
 */
@Tag("root")
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AccelerationContract {
  /** In docs/ACCELERATION.md stands before paths in the initramfs. */
  private static final String INITRAMFS = "initramfs:";

  private static final ArchOs IMAGE =
      new ArchOs(TrialCluster.FOREIGN, Distribution.parse("debian12"));

  private final String set;
  private ClusterLayout layout;
  private Build emulated;
  private Build accelerated;
  private List<Difference> differences;

  /** What came of one build. */
  private record Build(ComponentOutcome outcome, List<Optional<Path>> twins) {}

  /**
   * A comparison.
   *
   * @param set what docs/ACCELERATION.md calls the set of packages
   */
  AccelerationContract(String set) {
    this.set = set;
  }

  /** A cluster whose software image is the set. */
  abstract ClusterLayout cluster() throws IOException, InterruptedException;

  @BeforeAll
  void makeBoth() throws Exception {
    TrialCluster.requireMachine("cpio", "getfattr", "gzip", "xz", "zstd");
    layout = cluster();
    ClusterLayout second = TrialCluster.beside(layout);
    requirePlan(layout);
    Instant begin = Instant.now();
    ExecutorService beside = Executors.newSingleThreadExecutor();
    try {
      Future<Build> other = beside.submit(() -> make(second, Acceleration.OFF));
      accelerated = make(layout, Acceleration.AUTO);
      emulated = other.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      beside.shutdownNow();
    }
    differences = new ArrayList<>();
    differences.addAll(TreeDifferences.between(tree(accelerated), tree(emulated), begin));
    TreeDifferences.between(unpacked(accelerated, "a"), unpacked(emulated, "e"), begin).stream()
        .map(d -> new Difference(INITRAMFS + d.path(), d.aspect(), d.ours(), d.theirs()))
        .forEach(differences::add);
  }

  @AfterAll
  void clear() throws IOException, InterruptedException {
    TrialCluster.remove();
  }

  private static void requirePlan(ClusterLayout layout) throws Exception {
    try (ClusterStore store = Stores.open(layout)) {
      TrialCluster.requirePlan(
          ImagePipeline.builder().layout(layout).store(store).build(), request(Acceleration.AUTO));
    }
  }

  private Build make(ClusterLayout layout, Acceleration acceleration) throws Exception {
    RecordingSessions sessions = new RecordingSessions(sessions(layout));
    try (ClusterStore store = Stores.open(layout)) {
      ImagePipeline pipeline =
          ImagePipeline.builder().layout(layout).store(store).guestSessions(sessions).build();
      ComponentOutcome outcome =
          pipeline.execute(pipeline.plan(request(acceleration))).components().get(0);
      return new Build(outcome, sessions.twins());
    }
  }

  /** A session with the accelerated tree and its twins. */
  final GuestSession openAccelerated() throws IOException, InterruptedException {
    return sessions(layout)
        .open(
            new GuestSessions.Request(
                tree(accelerated),
                IMAGE.architecture(),
                "",
                false,
                Map.of(),
                false,
                accelerated.twins().get(0)));
  }

  private static GuestSessions sessions(ClusterLayout layout) {
    return new LinuxGuestSessionsProvider()
        .open(layout, new DebPackageSystemProvider().programs(layout));
  }

  private static ImageRequest request(Acceleration acceleration) {
    return ImageRequest.bootstrap(IMAGE, ComponentKind.SOFTWARE_IMAGE)
        .acceleration(acceleration)
        .build();
  }

  private static Path tree(Build build) {
    return build.outcome().tree();
  }

  private static Path unpacked(Build build, String name) throws IOException, InterruptedException {
    Path scratch = Files.createDirectory(TrialCluster.scratch().resolve("initramfs-" + name));
    return Initramfs.unpackOf(tree(build), scratch);
  }

  @Test
  void treesAndInitramfsAreTheSameButForWhatIsListed() throws IOException {
    Explanations explanations = Explanations.read(Path.of("../docs/ACCELERATION.md"));

    assertThat(explanations.complaints(set, differences)).isEmpty();
  }

  @Test
  void oneIsEmulatedAndTheOtherRunsTwins() {
    ProgramStarts starts = accelerated.outcome().timings().starts();

    assertThat(emulated.twins()).isNotEmpty().containsOnly(Optional.empty());
    assertThat(emulated.outcome().timings().starts().nativeTotal()).isZero();
    assertThat(accelerated.twins()).isNotEmpty().doesNotContain(Optional.empty());
    assertThat(starts.nativeTotal()).as("%s", starts).isGreaterThan(9 * starts.emulatedTotal());
  }
}
