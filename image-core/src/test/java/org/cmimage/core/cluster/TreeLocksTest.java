package org.cmimage.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TreeLocksTest {
  @TempDir private Path root;
  private TreeLocks locks;

  @BeforeEach
  void setUp() throws IOException {
    locks = new TreeLocks(ClusterLayout.below(root));
    Files.createDirectories(root.resolve("cm/images/real/opt"));
    Files.createSymbolicLink(root.resolve("cm/images/link"), Path.of("real"));
  }

  private static ClusterSnapshot cluster(String part, String locked) {
    ClusterSnapshot cluster = ClusterSnapshot.empty();
    return cluster.apply(
        ChangeSet.of(cluster).put(FsPart.of(part, "custom").with(FsPart.LOCKED, locked)).build());
  }

  @ParameterizedTest
  @CsvSource({
    "/cm/images/real, /cm/images/real, true",
    "/cm/images/real, /cm/images/real/boot, true",
    "/cm/images/real, /cm/images/real/opt, true",
    "/cm/images/real, /cm/images/real2, false",
    "/cm/images/real/opt, /cm/images/real, false",
    "/cm/images/real, /cm/images/link, true",
    "/cm/images/real, /cm/images/link/opt, true",
    "/cm/images/link, /cm/images/real, true",
    "/cm/images/gone, /cm/images/gone/boot, true"
  })
  void aTreeIsLockedWithItsPartsAndByAllItsNames(String tree, String part, boolean locked) {
    assertThat(locks.locked("cannot replace x", cluster(part, "no"), List.of(tree))).isEmpty();
    assertThat(locks.locked("cannot replace x", cluster(part, "yes"), List.of())).isEmpty();
    assertThat(locks.locked("cannot replace x", cluster(part, "yes"), List.of(tree)))
        .map(fault -> fault.code() + " " + fault.message())
        .isEqualTo(
            locked
                ? Optional.of("IN_USE cannot replace x: locked in cmsh: " + part)
                : Optional.empty());
  }

  @Test
  @SuppressWarnings("try") // the locks are held, not called
  void runsAndShellsAreNamed() throws IOException {
    ClusterLayout layout = locks.layout();
    locks.requireIdle(List.of("/cm/images/real"));
    try (RunLock shell =
        RunLock.ofTree(layout, "/cm/images/real", "shell in real", InstantSource.system())) {
      locks.requireIdle(List.of("/cm/images/other"));
      assertRefused("shell in real", List.of("/cm/images/other", "/cm/images/link"));
    }
    try (RunLock run = RunLock.take(layout, "create x", InstantSource.system())) {
      assertRefused("create x", List.of());
    }
  }

  private void assertRefused(String activity, List<String> trees) {
    assertThatThrownBy(() -> locks.requireIdle(trees))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOCKED))
        .hasMessageContaining(activity);
  }
}
