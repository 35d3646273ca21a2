package org.cmimage.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormerTreesTest {
  private static final Instant START = Instant.parse("2026-11-30T09:53:49.5Z");
  private static final String IMAGE = "/cm/images/mine";

  @TempDir private Path root;

  /** Several changes in one second, and a clock that is set back, do not confuse their order. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 400, -1, -1000, -3_600_000})
  void keepsWhatWasReplacedLast(long millisecondsBetweenChanges) throws Exception {
    ClusterLayout layout = new ClusterLayout(root);
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(layout.resolve(IMAGE));
    FormerTrees former = FormerTrees.of(layout, calls, IMAGE);
    StagingDirectory staging = StagingDirectory.of(calls, layout.resolve(IMAGE));
    for (int change = 0; change < 6; change++) {
      staging.create();
      String id =
          former.begin(
              START.plusMillis(change * millisecondsBetweenChanges),
              List.of("change " + change),
              Optional.empty());
      staging.publishKeeping(id);
      former.end();
      former.prune(2);
    }
    assertThat(former.list())
        .extracting(FormerTree::changes)
        .containsExactly(List.of("change 5"), List.of("change 4"));
  }

  /** The directory of records could not be deleted where a crash had left an unfinished file. */
  @Test
  void erasesWhatACrashLeft() throws Exception {
    ClusterLayout layout = new ClusterLayout(root);
    InMemoryHostCalls calls = new InMemoryHostCalls().withDirectory(layout.resolve(IMAGE));
    FormerTrees former = FormerTrees.of(layout, calls, IMAGE);
    former.begin(START, List.of("change"), Optional.empty());
    Path records = layout.resolve("/var/lib/cm-image/former/" + ClusterLayout.recordName(IMAGE));
    Files.createFile(records.resolve("pending.123.next"));
    former.erase();
    assertThat(records).doesNotExist();
  }
}
