package org.cmimage.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.cmimage.core.Acceleration;
import org.cmimage.core.ComponentOrigin;
import org.cmimage.core.ImageRequest;
import org.cmimage.core.PackageSources;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.guest.CommandResult;
import org.cmimage.core.history.FormerTree;
import org.cmimage.core.history.FormerTrees;
import org.cmimage.core.image.FinishedImage;
import org.cmimage.core.image.ImageRollback;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packages of a finished image change. */
class ChangeTest {
  private static final int TOO_MANY = 400;

  @TempDir Path directory;

  @Test
  void changesACopyThatTakesTheTreesPlace() throws Exception {
    FakeCluster cluster = created("cluster");
    SortedMap<String, String> before = cluster.published();
    cluster.packages.update("2");

    cluster.run(request());

    assertThat(cluster.published()).isNotEqualTo(before);
    assertThat(cluster.published().keySet()).isEqualTo(before.keySet());
    assertThat(cluster.hasLeftovers()).isFalse();
    assertThat(former(cluster))
        .singleElement()
        .satisfies(tree -> assertThat(tree.changes()).hasSize(2));
  }

  @Test
  void keepsTwoFormerTrees() throws Exception {
    FakeCluster cluster = created("cluster");
    for (String version : List.of("2", "3", "4")) {
      cluster.packages.update(version);
      cluster.run(request());
    }
    assertThat(former(cluster))
        .hasSize(2)
        .isSortedAccordingTo((one, other) -> other.id().compareTo(one.id()));
  }

  /** What the administrator put into the image is not taken for what the change left. */
  @Test
  void scrubsOnlyWhatTheChangeBrought() throws Exception {
    FakeCluster cluster = created("cluster");
    TreePath log = TreePath.of("var/log/kept.log");
    try (Rootfs tree = Rootfs.open(cluster.calls, cluster.layout().tree(FakeCluster.SHARED))) {
      tree.write(TreePath.of("etc/machine-id"), new byte[0], 0444);
      tree.write(log, "text".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0644);
    }
    cluster.packages.update("2");

    cluster.run(request());

    assertThat(cluster.published()).containsKey("var/log/kept.log");
  }

  @Test
  void aScriptThatFailsLeavesTheImageAsItWas() throws Exception {
    FakeCluster cluster = created("cluster");
    SortedMap<String, String> before = cluster.published();
    cluster.packages.update("2");
    cluster.ends.put("second", new CommandResult.End.Exited(1));

    ImageException failure =
        catchThrowableOfType(ImageException.class, () -> cluster.run(request()));

    assertThat(failure.code()).isEqualTo(ErrorCode.SCRIPT_FAILED);
    assertThat(failure.remedy())
        .isEqualTo(new Remedy.ReadLogAndResume(cluster.layout().log(FakeCluster.SHARED), true));
    assertThat(cluster.published()).isEqualTo(before);
    assertThat(former(cluster)).isEmpty();
    cluster.ends.clear();
    cluster.run(request());
    assertThat(cluster.published()).isNotEqualTo(before);
  }

  @Test
  void thereHasToBeAnImage() throws Exception {
    FakeCluster cluster = fresh("cluster");
    ImageException failure =
        catchThrowableOfType(ImageException.class, () -> cluster.run(request()));
    assertThat(failure.getMessage()).contains("nothing there");
  }

  /** Everything after the nth change to the disk fails, as if the process had died there. */
  @Test
  void aChangeThatDiesAnywhereLeavesTheOldTreeOrTheNew() throws Exception {
    FakeCluster finished = created("finished");
    finished.packages.update("2");
    finished.run(request());
    SortedMap<String, String> expected = finished.published();
    for (int nth = 1; nth < TOO_MANY; nth++) {
      FakeCluster dying = created("dies-" + nth);
      SortedMap<String, String> before = dying.published();
      dying.packages.update("2");
      dying.calls.faults().crashAt(nth);
      boolean done = succeeds(dying);
      assertThat(dying.published()).isIn(before, expected);
      dying.calls.faults().recover();
      if (done) {
        assertThat(nth).isGreaterThan(20);
        return;
      }
      int changes = dying.published().equals(expected) ? 2 : 1;
      dying.run(request());
      assertThat(dying.published()).isEqualTo(expected);
      assertThat(dying.hasLeftovers()).isFalse();
      List<FormerTree> former = former(dying);
      assertThat(former).as("former trees, dead at %d", nth).hasSize(changes);
      rollBack(dying, Optional.of(former.get(changes - 1).id()));
      assertThat(dying.published()).isEqualTo(before);
      assertThat(dying.hasManifest()).isTrue();
    }
    fail("the change never came to its end");
  }

  @Test
  void aRollbackThatDiesAnywhereLeavesBothTrees() throws Exception {
    for (int nth = 1; nth < TOO_MANY; nth++) {
      FakeCluster dying = created("back-" + nth);
      SortedMap<String, String> former = dying.published();
      dying.packages.update("2");
      dying.run(request());
      SortedMap<String, String> present = dying.published();
      dying.calls.faults().crashAt(nth);
      boolean done = false;
      try {
        rollBack(dying);
        done = true;
      } catch (IOException e) {
        assertThat(dying.published()).isIn(former, present);
      }
      dying.calls.faults().recover();
      rollBack(dying);
      boolean twice = dying.published().equals(present);
      assertThat(dying.published()).isIn(former, present);
      assertThat(former(dying)).as("former trees, dead at %d", nth).hasSize(1);
      assertThat(dying.hasLeftovers()).isFalse();
      assertThat(dying.hasManifest()).isTrue();
      rollBack(dying);
      assertThat(dying.published()).isEqualTo(twice ? former : present);
      if (done) {
        assertThat(nth).isGreaterThan(10);
        return;
      }
    }
    fail("the rollback never came to its end");
  }

  private static void rollBack(FakeCluster cluster) throws Exception {
    rollBack(cluster, Optional.empty());
  }

  private static void rollBack(FakeCluster cluster, Optional<String> id) throws Exception {
    String path = FakeCluster.SHARED.path();
    FinishedImage image =
        new FinishedImage(
            path,
            path,
            cluster.layout().tree(FakeCluster.SHARED),
            Optional.empty(),
            Optional.of(FakeCluster.SHARED),
            List.of(),
            List.of());
    new ImageRollback(cluster.layout(), cluster.store(), cluster.calls, cluster::time)
        .run(image, id);
  }

  private static boolean succeeds(FakeCluster cluster) {
    try {
      cluster.run(request());
      return true;
    } catch (ImageException e) {
      assertThat(e.code()).isNotIn(ErrorCode.INTERNAL, ErrorCode.ALREADY_EXISTS);
      return false;
    }
  }

  private static ImageRequest request() {
    return ImageRequest.changing(
        FakeCluster.SHARED,
        new ComponentOrigin.Change(
            ComponentOrigin.Change.Wanted.ALL_UPDATED,
            List.of(),
            false,
            new ComponentOrigin.Repositories(
                PackageSources.DEFAULT, List.of(), List.of(), false, Acceleration.AUTO)));
  }

  private FakeCluster created(String name) throws Exception {
    FakeCluster cluster = fresh(name);
    cluster.create(false);
    return cluster;
  }

  private FakeCluster fresh(String name) throws Exception {
    return new FakeCluster(Files.createDirectory(directory.resolve(name)));
  }

  private static List<FormerTree> former(FakeCluster cluster) throws Exception {
    return FormerTrees.of(cluster.layout(), cluster.calls, FakeCluster.SHARED.path()).list();
  }
}
