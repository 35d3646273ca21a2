package org.cmimage.model.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.cmimage.model.ArchOs;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The category that registering an image made goes with the image, unless somebody uses it. */
class CategoryOfImageTest {
  private static final ArchOs ARCH_OS = ArchOs.find("debian12-aarch64").orElseThrow();
  private static final EntityKey IMAGE =
      EntityKey.of(EntityType.SOFTWARE_IMAGE, "default-image-debian12-aarch64");
  private static final EntityKey CATEGORY =
      EntityKey.of(EntityType.CATEGORY, "default-debian12-aarch64");

  private final ClusterStore store = new InMemoryClusterStore();
  private EditSession session;

  @BeforeEach
  void open() throws StoreException {
    SampleCluster.in(store);
    store.update(
        cluster -> ComponentRegistration.softwareImage(cluster, ARCH_OS, "6.1.0-1", Instant.EPOCH));
    session = EditSession.open(store);
  }

  @Test
  void itGoesWithTheImageAndWithItsMounts() throws Exception {
    session.remove(IMAGE, Removal.WITH_DATA);
    CommitReport report = session.commit();
    assertThat(report.removed(EntityType.SOFTWARE_IMAGE)).isOne();
    assertThat(report.removed(EntityType.CATEGORY)).isZero();
    assertThat(report.along()).containsExactly(CATEGORY);
    assertThat(store.snapshot().entities().keySet())
        .doesNotContain(CATEGORY)
        .noneMatch(key -> key.owner().filter(CATEGORY::equals).isPresent());
  }

  @Test
  void withANodeInItBothStay() throws Exception {
    store.update(
        cluster -> ChangeSet.of(cluster).put(Device.node("node009", CATEGORY.name())).build());
    EditSession later = EditSession.open(store);
    later.remove(IMAGE, Removal.ENTITY);
    assertThatThrownBy(later::commit).hasMessageContaining(CATEGORY.name());
    assertThat(store.snapshot().entities()).containsKeys(IMAGE, CATEGORY);
  }

  @Test
  void partsMayGoBeforeTheirImage() throws Exception {
    for (String part : new String[] {"/boot", ""}) {
      session.remove(
          EntityKey.of(EntityType.FS_PART, "/cm/images/" + IMAGE.name() + part), Removal.ENTITY);
    }
    session.commit();
    session.remove(IMAGE, Removal.WITH_DATA);
    CommitReport report = session.commit();
    assertThat(report.removals()).hasSize(1);
    assertThat(report.along()).containsExactly(CATEGORY);
    assertThat(store.snapshot().entities()).doesNotContainKeys(IMAGE, CATEGORY);
  }
}
