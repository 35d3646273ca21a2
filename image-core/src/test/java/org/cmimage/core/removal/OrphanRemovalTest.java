package org.cmimage.core.removal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.cmimage.core.removal.SampleCluster.IMAGE;
import static org.cmimage.core.removal.SampleCluster.SHARED;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.history.FormerTrees;
import org.cmimage.core.identity.ComponentMarker;
import org.cmimage.core.removal.Orphan.Kind;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.change.ComponentRemoval;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.store.InMemoryClusterStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanRemovalTest {
  @TempDir private Path root;
  private SampleCluster cluster;

  @BeforeEach
  void setUp() throws IOException {
    cluster = new SampleCluster(root);
  }

  @Test
  void aClusterInOrderHasNone() throws Exception {
    assertThat(cluster.orphans().find()).isEmpty();
    cluster.makeTree(root.resolve("cm/shared"));
    cluster.makeTree(root.resolve("cm/images/lost+found"));
    cluster.makeTree(root.resolve("cm/images/.snapshot"));
    cluster.makeTree(root.resolve("cm/local"));
    assertThat(cluster.orphans().find()).isEmpty();
  }

  @Test
  void whatAnyEntityKnowsIsNone() throws Exception {
    cluster.makeTree(root.resolve("cm/images/mine/deeper"));
    cluster.makeTree(root.resolve("cm/images/part"));
    cluster.change(
        c ->
            ChangeSet.of(c)
                .put(SoftwareImage.of("mine", "/cm/images/mine/deeper"))
                .put(FsPart.of("/cm/images/part", "custom"))
                .build());
    try (Rootfs tree = Rootfs.open(cluster.calls, root)) {
      tree.link(TreePath.of("cm/images/link"), "/home".getBytes(UTF_8));
    }
    assertThat(cluster.orphans().find()).isEmpty();
  }

  @Test
  void whatALinkOfAnEntityLeadsToIsNone() throws Exception {
    Path real = Files.createDirectories(root.resolve("cm/images/real"));
    cluster.makeTree(real);
    Files.createSymbolicLink(root.resolve("cm/images/link"), Path.of("real"));
    assertThat(paths(cluster.orphans().find())).containsExactly("cm/images/real");
    cluster.change(c -> ChangeSet.of(c).put(SoftwareImage.of("link", "/cm/images/link")).build());
    assertThat(cluster.orphans().find()).isEmpty();
  }

  @Test
  void stagingTreesAndRecordsAreFoundWithWhatTheySeemToBe() throws Exception {
    cluster.makeTree(root.resolve("cm/.cm-image-staging/" + IMAGE.name()));
    cluster.record(cluster.layout.journals(), IMAGE, ".journal");
    cluster.makeTree(root.resolve("cm/images/.cm-image-staging/.outgoing-old"));
    cluster.makeTree(root.resolve("cm/images/foreign"));
    cluster.makeTree(root.resolve("cm/shared-rocky9-x86_64"));
    cluster.change(c -> ComponentRemoval.of(c, List.of(SHARED)));
    try (Rootfs tree = Rootfs.open(cluster.calls, cluster.layout.tree(SHARED))) {
      new ComponentMarker(SHARED.kind(), SHARED.archOs(), "cm-image\n1", java.util.Map.of())
          .write(tree);
    }
    Files.writeString(cluster.layout.timings().resolve("shared-debian12-riscv64.json"), "{}");
    List<Orphan> found = cluster.orphans().find();
    assertThat(found)
        .extracting(o -> o.kind() + " " + root.relativize(o.path()) + ": " + o.seems())
        .containsExactly(
            "STAGING cm/.cm-image-staging/default-image-debian12-aarch64: of an interrupted run,"
                + " which the same command would resume",
            "STAGING cm/images/.cm-image-staging/.outgoing-old: a tree that was being replaced or"
                + " removed",
            "TREE cm/images/foreign: nothing known",
            "TREE cm/shared-debian12-aarch64: cm-shared for debian12-aarch64, made by cm-image?1",
            "TREE cm/shared-rocky9-x86_64: cm-shared for rocky9-x86_64 by its name",
            "RECORD var/lib/cm-image/timings/shared-debian12-riscv64.json: a record of a tree that"
                + " is not there");
    assertThat(found)
        .extracting(Orphan::ours)
        .containsExactly(true, true, false, true, false, true);

    assertThat(cluster.orphans().erase(found)).isEmpty();
    assertThat(cluster.orphans().find()).isEmpty();
    assertThat(cluster.dump(root).keySet())
        .noneMatch(path -> path.contains("staging") || path.contains("foreign"));
    assertThat(cluster.layout.journals()).isEmptyDirectory();
    assertThat(cluster.layout.timings().resolve(IMAGE.name() + ".json")).exists();
    assertThat(cluster.layout.manifests().resolve(SHARED.name() + ".mtree")).doesNotExist();
    cluster.assertWhole();
  }

  @Test
  void whatIsMountedThereStays() throws Exception {
    cluster.makeTree(root.resolve("cm/images/foreign"));
    cluster.calls.withMount(root.resolve("cm/images/foreign/etc/deep"));
    List<Orphan> found = cluster.orphans().find();
    assertThat(found).singleElement().satisfies(o -> assertThat(o.mounts()).hasSize(1));
    assertThat(cluster.orphans().erase(found)).isEqualTo(found);
    assertThat(cluster.dump(root.resolve("cm/images/foreign"))).hasSize(5);
  }

  @Test
  void onlyWhatWasFoundIsErased() throws Exception {
    Path tree = root.resolve("cm/images/foreign");
    cluster.makeTree(tree);
    List<Orphan> found = cluster.orphans().find();
    cluster.makeTree(root.resolve("cm/images/later"));
    cluster.change(
        c -> ChangeSet.of(c).put(SoftwareImage.of("foreign", "/cm/images/foreign")).build());
    assertThat(cluster.orphans().erase(found)).isEqualTo(found);
    assertThat(cluster.dump(tree)).isNotEmpty();
    assertThat(cluster.dump(root.resolve("cm/images/later"))).isNotEmpty();
  }

  @Test
  void whereNothingIsRegisteredNoTreeIsAnOrphan() throws Exception {
    cluster.makeTree(root.resolve("cm/.cm-image-staging/x"));
    OrphanRemoval orphans =
        new OrphanRemoval(
            cluster.layout, new InMemoryClusterStore(), cluster.calls, InstantSource.system());
    assertThat(orphans.find()).extracting(Orphan::kind).containsExactly(Kind.STAGING);
  }

  @Test
  @SuppressWarnings("try") // the lock is held, not called
  void theStagingOfARunAtWorkIsNone() throws Exception {
    try (RunLock held = RunLock.take(cluster.layout, "create all", InstantSource.system())) {
      ImageException refusal =
          catchThrowableOfType(ImageException.class, () -> cluster.orphans().find());
      assertThat(refusal.code()).isEqualTo(ErrorCode.LOCKED);
      assertThat(
              catchThrowableOfType(ImageException.class, () -> cluster.orphans().erase(List.of()))
                  .code())
          .isEqualTo(ErrorCode.LOCKED);
    }
  }

  @Test
  void aTreeGoesWithItsLogAndWhatItWasBefore() throws Exception {
    Path tree = root.resolve("cm/images/foreign");
    cluster.makeTree(tree);
    FormerTrees former = FormerTrees.of(cluster.layout, cluster.calls, "/cm/images/foreign");
    String id = former.begin(Instant.EPOCH, List.of("a change"), Optional.empty());
    cluster.makeTree(former.tree(id));
    Path log = cluster.layout.log("/cm/images/foreign");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "x");
    assertThat(cluster.orphans().erase(cluster.orphans().find())).isEmpty();
    assertThat(cluster.dump(root).keySet())
        .noneMatch(path -> path.contains("foreign") || path.contains("former/"));
    assertThat(former.list()).isEmpty();
    assertThat(log).doesNotExist();
    assertThat(Files.readString(cluster.layout.log())).contains("remove: " + tree + " is erased");
  }

  @Test
  @SuppressWarnings("try") // the lock is held, not called
  void aTreeThatAShellWorksInStays() throws Exception {
    Path tree = root.resolve("cm/images/foreign");
    cluster.makeTree(tree);
    List<Orphan> found = cluster.orphans().find();
    try (RunLock shell =
        RunLock.ofTree(cluster.layout, "/cm/images/foreign", "shell", InstantSource.system())) {
      ImageException refusal =
          catchThrowableOfType(ImageException.class, () -> cluster.orphans().erase(found));
      assertThat(refusal.code()).isEqualTo(ErrorCode.LOCKED);
    }
    assertThat(cluster.dump(tree)).isNotEmpty();
  }

  private List<String> paths(List<Orphan> orphans) {
    return orphans.stream().map(o -> root.relativize(o.path()).toString()).toList();
  }
}
