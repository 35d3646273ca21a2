package org.cmimage.core.removal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.cmimage.core.removal.SampleCluster.ARM;
import static org.cmimage.core.removal.SampleCluster.HEAD;
import static org.cmimage.core.removal.SampleCluster.IMAGE;
import static org.cmimage.core.removal.SampleCluster.SHARED;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.core.tree.TreePath;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageRemovalTest {
  /** More changes than any removal here makes. */
  private static final int TOO_MANY = 500;

  private static final RemovalRequest ERASE_IMAGE = erase(ComponentKind.SOFTWARE_IMAGE);
  private static final RemovalRequest ERASE_ALL = erase(ComponentKind.values());

  @TempDir private Path directory;
  private SampleCluster cluster;

  @BeforeEach
  void setUp() throws IOException {
    cluster = fresh("cluster");
  }

  private SampleCluster fresh(String name) throws IOException {
    return new SampleCluster(Files.createDirectory(directory.resolve(name)));
  }

  @Test
  void entitiesGoAndTreesStayUnlessErasingIsAskedFor() throws Exception {
    RemovalRequest request = new RemovalRequest(ARM, Set.of(ComponentKind.SOFTWARE_IMAGE), false);
    SortedMap<String, String> tree = cluster.dump(cluster.layout.root());
    RemovalPlan plan = cluster.removal().plan(request);
    assertThat(plan.removed())
        .extracting(EntityKey::name)
        .contains(IMAGE.name(), IMAGE.path(), IMAGE.path() + "/boot", IMAGE.categoryName());
    assertThat(plan.components().get(0).extent()).hasValue(new TreeExtent(4, 7));
    assertThat(cluster.isRegistered(IMAGE)).isTrue();
    cluster.removal().execute(plan);
    assertThat(cluster.isRegistered(IMAGE)).isFalse();
    assertThat(cluster.isRegistered(SHARED)).isTrue();
    assertThat(cluster.dump(cluster.layout.root())).isEqualTo(tree);
    assertThat(cluster.layout.log(IMAGE)).exists();
  }

  @Test
  void erasingTakesTreeRecordsAndLeftovers() throws Exception {
    cluster.makeTree(cluster.layout.resolve("/cm/.cm-image-staging/" + IMAGE.name()));
    cluster.makeTree(cluster.layout.resolve("/cm/.cm-image-staging/.outgoing-" + IMAGE.name()));
    cluster.record(cluster.layout.journals(), IMAGE, ".journal");
    cluster.record(cluster.layout.journals(), IMAGE, ".json");
    RemovalPlan plan = cluster.removal().plan(ERASE_IMAGE);
    assertThat(plan.components().get(0).leftovers()).hasSize(6);
    cluster.removal().execute(plan);
    cluster.assertNothingLeft(IMAGE);
    assertThat(cluster.dump(cluster.layout.tree(SHARED))).isNotEmpty();
    assertThat(Files.readString(cluster.layout.log())).contains(IMAGE.name());
  }

  @Test
  void allGoTogether() throws Exception {
    cluster.removal().execute(cluster.removal().plan(ERASE_ALL));
    for (ComponentKind kind : ComponentKind.values()) {
      cluster.assertNothingLeft(new ComponentName(kind, ARM));
    }
  }

  @Test
  void whatIsNotRegisteredIsNamedWithItsNeighbours() throws Exception {
    ImageRemoval removal = cluster.removal();
    RemovalRequest miss = new RemovalRequest(HEAD, Set.of(ComponentKind.SOFTWARE_IMAGE), true);
    RemovalPlan plan = removal.plan(miss);
    assertThat(plan.isEmpty()).isTrue();
    ImageException refusal =
        catchThrowableOfType(ImageException.class, () -> removal.execute(plan));
    assertThat(refusal.code()).isEqualTo(ErrorCode.NO_SUCH_IMAGE);
    assertThat(refusal.remedy())
        .isInstanceOfSatisfying(
            Remedy.Advice.class, advice -> assertThat(advice.text()).contains(IMAGE.name()));
  }

  @Test
  void aTreeWithoutEntitiesIsErasedAndElseNamed() throws Exception {
    RemovalRequest keep = new RemovalRequest(ARM, Set.of(ComponentKind.SOFTWARE_IMAGE), false);
    ImageRemoval removal = cluster.removal();
    removal.execute(removal.plan(keep));
    RemovalPlan again = removal.plan(keep);
    ImageException refusal =
        catchThrowableOfType(ImageException.class, () -> removal.execute(again));
    assertThat(refusal.code()).isEqualTo(ErrorCode.NO_SUCH_IMAGE);
    assertThat(refusal.remedy().toString()).contains("--erase", IMAGE.path());
    removal.execute(removal.plan(ERASE_IMAGE));
    cluster.assertNothingLeft(IMAGE);
  }

  @Test
  void whatIsUsedIsRefusedAlsoBetweenPlanAndExecution() throws Exception {
    RemovalPlan plan = cluster.removal().plan(ERASE_ALL);
    ChangeSet.Builder changes = ChangeSet.of(cluster.entities());
    changes.put(Device.node("node001", IMAGE.categoryName()));
    changes.put(Category.named("gpu").with(Category.SOFTWARE_IMAGE, IMAGE.name()));
    cluster.store.apply(changes.build());
    ClusterSnapshot before = cluster.entities();
    SortedMap<String, String> trees = cluster.dump(cluster.layout.root());
    ImageException refusal =
        catchThrowableOfType(ImageException.class, () -> cluster.removal().execute(plan));
    assertThat(refusal.code()).isEqualTo(ErrorCode.IN_USE);
    assertThat(refusal.getMessage()).contains("device node001", "category gpu");
    assertThat(catchThrowableOfType(ImageException.class, () -> cluster.removal().plan(ERASE_ALL)))
        .hasMessage(refusal.getMessage());
    assertThat(cluster.entities()).isEqualTo(before);
    assertThat(cluster.dump(cluster.layout.root())).isEqualTo(trees);
  }

  @Test
  void whatIsMountedIsRefusedBeforeAnythingIsChanged() throws Exception {
    RemovalPlan plan = cluster.removal().plan(ERASE_ALL);
    cluster.calls.withMount(cluster.layout.tree(SHARED).resolve("etc/deep"));
    ClusterSnapshot before = cluster.entities();
    for (ImageException refusal :
        List.of(
            catchThrowableOfType(ImageException.class, () -> cluster.removal().execute(plan)),
            catchThrowableOfType(ImageException.class, () -> cluster.removal().plan(ERASE_ALL)))) {
      assertThat(refusal.code()).isEqualTo(ErrorCode.IN_USE);
      assertThat(refusal.getMessage()).contains(SHARED.name(), "etc/deep");
    }
    assertThat(cluster.entities()).isEqualTo(before);
    cluster.assertWhole();
    RemovalRequest keep = new RemovalRequest(ARM, Set.of(ComponentKind.CM_SHARED), false);
    cluster.removal().execute(cluster.removal().plan(keep));
    assertThat(cluster.isRegistered(SHARED)).isFalse();
  }

  @Test
  void whatIsLockedIsNotErased() throws Exception {
    RemovalPlan plan = cluster.removal().plan(ERASE_ALL);
    EntityKey part = EntityKey.of(EntityType.FS_PART, IMAGE.path() + "/boot");
    Entity boot = cluster.entities().find(part).orElseThrow();
    ChangeSet.Builder lock = ChangeSet.of(cluster.entities());
    cluster.store.apply(lock.put(boot.with(FsPart.LOCKED, "yes")).build());
    SortedMap<String, String> trees = cluster.dump(cluster.layout.root());
    ImageException refusal =
        catchThrowableOfType(ImageException.class, () -> cluster.removal().execute(plan));
    assertThat(refusal.code()).isEqualTo(ErrorCode.IN_USE);
    assertThat(refusal.getMessage()).contains(IMAGE.name(), "locked", part.name());
    assertThat(refusal.remedy()).isEqualTo(new Remedy.Unlock(List.of(part.name())));
    assertThat(cluster.dump(cluster.layout.root())).isEqualTo(trees);
    RemovalRequest keep = new RemovalRequest(ARM, Set.of(ComponentKind.SOFTWARE_IMAGE), false);
    cluster.removal().execute(cluster.removal().plan(keep));
    assertThat(cluster.isRegistered(IMAGE)).isFalse();
  }

  @Test
  void linksAreNotErasedAndTheHeadNodesOwnStays() throws Exception {
    ComponentName own = new ComponentName(ComponentKind.CM_SHARED, HEAD);
    cluster.change(c -> ComponentRegistration.cmShared(c, HEAD));
    cluster.makeTree(cluster.layout.resolve("/cm/shared"));
    try (Rootfs tree = Rootfs.open(cluster.calls, cluster.layout.root())) {
      tree.link(TreePath.of(own.path()), "shared".getBytes(UTF_8));
      tree.delete(TreePath.of(IMAGE.path()));
      tree.link(TreePath.of(IMAGE.path()), "/elsewhere".getBytes(UTF_8));
    }
    for (boolean erase : new boolean[] {true, false}) {
      RemovalRequest request = new RemovalRequest(HEAD, Set.of(ComponentKind.CM_SHARED), erase);
      ImageException refusal =
          catchThrowableOfType(ImageException.class, () -> cluster.removal().plan(request));
      assertThat(refusal.code()).isEqualTo(ErrorCode.IN_USE);
      assertThat(refusal.getMessage()).contains("the head node's own");
    }
    assertThat(
            catchThrowableOfType(ImageException.class, () -> cluster.removal().plan(ERASE_IMAGE)))
        .hasMessageContaining("is a symbolic link to /elsewhere, which does not exist");
    RemovalRequest keep = new RemovalRequest(ARM, Set.of(ComponentKind.SOFTWARE_IMAGE), false);
    cluster.removal().execute(cluster.removal().plan(keep));
    assertThat(cluster.isRegistered(IMAGE)).isFalse();
  }

  @Test
  @SuppressWarnings("try") // the lock is held, not called
  void anotherRunIsNamed() throws Exception {
    RemovalPlan plan = cluster.removal().plan(ERASE_ALL);
    try (RunLock held = RunLock.take(cluster.layout, "create all", InstantSource.system())) {
      for (ImageException refusal :
          List.of(
              catchThrowableOfType(ImageException.class, () -> cluster.removal().execute(plan)),
              catchThrowableOfType(
                  ImageException.class, () -> cluster.removal().plan(ERASE_ALL)))) {
        assertThat(refusal.code()).isEqualTo(ErrorCode.LOCKED);
        assertThat(refusal.getMessage()).contains("create all");
      }
    }
    cluster.assertWhole();
    assertThat(cluster.isRegistered(IMAGE)).isTrue();
  }

  /** Everything after the nth change to a tree fails, as if the process had died there. */
  @Test
  void aRemovalThatDiesAnywhereIsFinishedByTheNext() throws Exception {
    for (int nth = 1; nth < TOO_MANY; nth++) {
      SampleCluster dying = fresh("dies-" + nth);
      RemovalPlan plan = dying.removal().plan(ERASE_ALL);
      dying.calls.faults().crashAt(nth);
      ImageException death =
          catchThrowableOfType(ImageException.class, () -> dying.removal().execute(plan));
      if (death == null) {
        assertThat(nth).isGreaterThan(20);
        return;
      }
      dying.calls.faults().recover();
      dying.assertWhole();
      assertThat(dying.isRegistered(IMAGE)).isFalse();
      RemovalPlan rest = dying.removal().plan(ERASE_ALL);
      if (rest.isEmpty()) {
        dying.removeEmptyStaging(); // all else was done
      } else {
        dying.removal().execute(rest);
      }
      for (ComponentKind kind : ComponentKind.values()) {
        dying.assertNothingLeft(new ComponentName(kind, ARM));
      }
    }
    fail("the removal never came to its end");
  }

  /** The same, cleared as orphans. */
  @Test
  void whatADeadRemovalLeavesAreOrphans() throws Exception {
    for (int nth = 1; nth < TOO_MANY; nth++) {
      SampleCluster dying = fresh("dies-" + nth);
      RemovalPlan plan = dying.removal().plan(ERASE_ALL);
      dying.calls.faults().crashAt(nth);
      ImageException death =
          catchThrowableOfType(ImageException.class, () -> dying.removal().execute(plan));
      dying.calls.faults().recover();
      List<Orphan> orphans = dying.orphans().find();
      if (death == null) {
        assertThat(orphans).isEmpty();
        return;
      }
      assertThat(dying.orphans().erase(orphans)).isEmpty();
      if (orphans.isEmpty()) {
        dying.removeEmptyStaging(); // all else was done
      }
      assertThat(dying.orphans().find()).isEmpty();
      assertThat(dying.dump(dying.layout.root()).keySet())
          .noneMatch(path -> path.contains("debian12") || path.contains("staging"));
    }
    fail("the removal never came to its end");
  }

  private static RemovalRequest erase(ComponentKind... kinds) {
    return new RemovalRequest(ARM, EnumSet.copyOf(List.of(kinds)), true);
  }
}
