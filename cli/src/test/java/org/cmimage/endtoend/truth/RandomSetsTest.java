package org.cmimage.endtoend.truth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.pipeline.ImagePipeline;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.endtoend.truth.SetResult.Outcome;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two sets of {@code bench/truth} that are small. */
@Tag("root")
@Tag("network")
class RandomSetsTest {
  private static final Path DIRECTORY = Path.of("target/endtoend-truth").toAbsolutePath();

  @AfterEach
  void clear() throws Exception {
    Bench.remove(DIRECTORY);
  }

  @Test
  void nativeImageIsAsMmdebstrapMakesIt() throws Exception {
    assertEqual("debian12-" + TrialCluster.HOST.unameName() + ":371x3");
  }

  @Test
  void acceleratedImageIsAsTheEmulated() throws Exception {
    assertEqual("debian12-" + TrialCluster.FOREIGN.unameName() + ":20x3");
  }

  private static void assertEqual(String id) throws Exception {
    TrialCluster.requireMachine(
        "apt-get",
        "cpio",
        "dpkg",
        "getfattr",
        "mmdebstrap",
        "pwck",
        "systemctl",
        "unshare",
        "zstd");
    RandomSet set = RandomSet.parse(id).get(0);
    Bench bench =
        new Bench(
            Files.createDirectories(DIRECTORY),
            DIRECTORY.resolve("work"),
            TrialCluster.cache(),
            Path.of("../docs"),
            "test",
            false);
    requireRepositories(bench, set);
    SetResult result = new Truth(bench).run(set);
    assertThat(result.outcome())
        .as("%s%n%s", result.line(), differences(bench, set))
        .isEqualTo(Outcome.EQUAL);
    assertThat(result.firstRun()).as("%s", result.line()).isTrue();
  }

  /** Aborts the test where the image cannot be planned here and now. */
  private static void requireRepositories(Bench bench, RandomSet set) throws Exception {
    ClusterLayout layout = bench.cluster("empty", set.archOs(), List.of());
    ImageRequest request =
        ImageRequest.bootstrap(set.archOs(), ComponentKind.SOFTWARE_IMAGE).build();
    try (ClusterStore store = Stores.open(layout)) {
      TrialCluster.requirePlan(
          ImagePipeline.builder().layout(layout).store(store).build(), request);
    }
  }

  private static String differences(Bench bench, RandomSet set) throws IOException {
    Path file = bench.directory().resolve("details/" + set.fileName() + "/differences.txt");
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
