package org.cmimage.model.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class ComponentRemovalTest {
  private static final ArchOs ARM =
      new ArchOs(Architecture.AARCH64, Distribution.parse("rocky9u3"));
  private static final ComponentName IMAGE = new ComponentName(ComponentKind.SOFTWARE_IMAGE, ARM);
  private static final ComponentName INSTALLER =
      new ComponentName(ComponentKind.NODE_INSTALLER, ARM);
  private static final ComponentName SHARED = new ComponentName(ComponentKind.CM_SHARED, ARM);
  private static final EntityKey ENTRY = Partition.BASE.child(EntityType.ARCH_OS, "aarch64/rhel9");

  private final ClusterSnapshot before =
      change(
          ClusterSnapshot.empty(),
          NewCluster.of("head", new ArchOs(Architecture.X86_64, Distribution.parse("debian12")))
              ::changes);
  private final ClusterSnapshot cluster = bound(registered(before));

  @Test
  void removingAllLeavesTheClusterAsItWas() {
    ClusterSnapshot after = removed(cluster, IMAGE, INSTALLER, SHARED);
    assertThat(after.entities()).isEqualTo(before.entities());
  }

  @Test
  void anEntryKeepsWhatIsStillThere() {
    ClusterSnapshot after = removed(cluster, SHARED);
    Entity entry = after.find(ENTRY).orElseThrow();
    assertThat(entry.get(ArchOsEntry.SHARED)).isEmpty();
    assertThat(entry.get(ArchOsEntry.PRIMARY_IMAGE)).isEqualTo(IMAGE.name());
    assertThat(entry.get(ArchOsEntry.INSTALLER)).isEqualTo(INSTALLER.path());
    after = removed(removed(after, IMAGE), INSTALLER);
    assertThat(after.entities()).isEqualTo(before.entities());
  }

  @Test
  void whatAnAdministratorMadeStays() {
    Entity own =
        FsExport.automatic(
                EntityKey.of(EntityType.DEVICE, "head"), SHARED.path(), "internalnet", true)
            .with(FsExport.NAME, "by hand")
            .with(FsExport.AUTOMATIC, "no");
    EntityKey category = EntityKey.of(EntityType.CATEGORY, IMAGE.categoryName());
    ClusterSnapshot changed =
        change(
            cluster,
            c ->
                ChangeSet.of(c)
                    .put(own)
                    .put(c.find(category).orElseThrow().with(Category.SOFTWARE_IMAGE, ""))
                    .build());
    ClusterSnapshot after = removed(changed, IMAGE, SHARED);
    assertThat(after.find(own.key())).isPresent();
    assertThat(after.find(category)).isPresent();
  }

  @Test
  void removingWhatIsNotThereChangesNothing() {
    assertThat(ComponentRemoval.of(before, List.of(IMAGE, INSTALLER, SHARED)).isEmpty()).isTrue();
    assertThat(ComponentRemoval.entities(before, IMAGE)).isEmpty();
    assertThat(ComponentRemoval.users(before, IMAGE)).isEmpty();
    assertThat(ComponentRemoval.entities(cluster, IMAGE))
        .extracting(EntityKey::name)
        .containsExactly(IMAGE.name(), IMAGE.path(), IMAGE.path() + "/boot");
  }

  @Test
  void anImageElsewhereIsRemovedWithItsParts() {
    ClusterSnapshot moved =
        change(
            before,
            c ->
                ChangeSet.of(c)
                    .put(SoftwareImage.of(IMAGE.name(), "/srv/moved"))
                    .put(FsPart.of("/srv/moved", "image"))
                    .put(FsPart.of("/srv/moved/boot", "boot"))
                    .build());
    assertThat(removed(moved, IMAGE).entities()).isEqualTo(before.entities());
  }

  @Test
  void itsOwnEmptyCategoryIsNoUser() {
    for (ComponentName component : List.of(IMAGE, INSTALLER, SHARED)) {
      assertThat(ComponentRemoval.users(cluster, component)).isEmpty();
    }
  }

  @Test
  void usersAreNodesCategoriesAndTheDefault() {
    Device inCategory = Device.node("node001", IMAGE.categoryName());
    Device byItself = Device.node("node002", "default").with(Device.SOFTWARE_IMAGE, IMAGE.name());
    Device other = Device.node("node003", "default");
    Category category = Category.named("gpu").with(Category.SOFTWARE_IMAGE, IMAGE.name());
    ClusterSnapshot used =
        change(
            cluster,
            c ->
                ChangeSet.of(c)
                    .put(inCategory)
                    .put(byItself)
                    .put(other)
                    .put(category)
                    .put(
                        c.partition()
                            .orElseThrow()
                            .with(Partition.DEFAULT_CATEGORY, IMAGE.categoryName()))
                    .build());
    assertThat(ComponentRemoval.users(used, IMAGE))
        .containsExactlyInAnyOrder(
            inCategory.key(), byItself.key(), category.key(), Partition.BASE);
    for (ComponentName part : List.of(INSTALLER, SHARED)) {
      assertThat(ComponentRemoval.users(used, part))
          .containsExactly(inCategory.key(), byItself.key());
    }
  }

  @Test
  void aPartIsUsedByNodesOfTheImageItIsBoundTo() {
    Device node = Device.node("node001", "default").with(Device.SOFTWARE_IMAGE, "other");
    ClusterSnapshot used =
        change(
            cluster,
            c ->
                ChangeSet.of(c)
                    .put(SoftwareImage.of("other", "/cm/images/other"))
                    .put(node)
                    .put(c.find(ENTRY).orElseThrow().with(ArchOsEntry.PRIMARY_IMAGE, "other"))
                    .build());
    assertThat(ComponentRemoval.users(used, SHARED)).containsExactly(node.key());
    assertThat(ComponentRemoval.users(used, INSTALLER)).containsExactly(node.key());
    assertThat(ComponentRemoval.users(used, IMAGE)).isEmpty();
  }

  @Test
  void othersThatStandInTheTreeAreUsers() {
    FsPart within = FsPart.of(SHARED.path() + "/apps", "custom");
    SoftwareImage same = SoftwareImage.of("mine", IMAGE.path());
    ClusterSnapshot used =
        change(
            removed(cluster, IMAGE),
            c ->
                ChangeSet.of(c)
                    .put(within)
                    .put(same)
                    .put(FsPart.of(IMAGE.path() + "2", "custom"))
                    .build());
    assertThat(ComponentRemoval.users(used, SHARED)).containsExactly(within.key());
    assertThat(ComponentRemoval.users(used, IMAGE)).containsExactly(same.key());
    assertThat(ComponentRemoval.users(used, INSTALLER)).isEmpty();
  }

  private static ClusterSnapshot registered(ClusterSnapshot cluster) {
    ClusterSnapshot image =
        change(cluster, c -> ComponentRegistration.softwareImage(c, ARM, "5.14.0", Instant.EPOCH));
    ClusterSnapshot installer = change(image, c -> ComponentRegistration.nodeInstaller(c, ARM));
    return change(installer, c -> ComponentRegistration.cmShared(c, ARM));
  }

  private static ClusterSnapshot bound(ClusterSnapshot cluster) {
    ArchOsEntry entry = (ArchOsEntry) EntityType.ARCH_OS.entity(ENTRY, java.util.Map.of());
    return change(
        cluster,
        c ->
            ChangeSet.of(c)
                .put(
                    entry
                        .with(ArchOsEntry.PRIMARY_IMAGE, IMAGE.name())
                        .with(ArchOsEntry.SHARED, SHARED.path())
                        .with(ArchOsEntry.INSTALLER, INSTALLER.path()))
                .build());
  }

  private static ClusterSnapshot removed(ClusterSnapshot cluster, ComponentName... components) {
    ClusterSnapshot after = change(cluster, c -> ComponentRemoval.of(c, List.of(components)));
    assertThat(ClusterRules.errors(after)).isEmpty();
    return after;
  }

  private static ClusterSnapshot change(
      ClusterSnapshot cluster, Function<ClusterSnapshot, ChangeSet> changes) {
    return cluster.apply(changes.apply(cluster));
  }
}
