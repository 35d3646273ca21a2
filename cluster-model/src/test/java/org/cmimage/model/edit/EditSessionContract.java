package org.cmimage.model.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.cmimage.model.edit.EditConflict.Difference;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsMount;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.junit.jupiter.api.Test;

/** What holds for sessions over every store, with {@link SampleCluster} in it. */
interface EditSessionContract {
  /** The store, with two sessions and whoever else at it. */
  ClusterStore store() throws StoreException;

  @Test
  default void nothingReachesTheStoreBeforeACommit() throws Exception {
    ClusterSnapshot before = store().snapshot();
    EditSession session = EditSession.open(store());
    session.set(SampleCluster.CATEGORY, SampleCluster.NOTES, "mine");
    session.remove(SampleCluster.HOME, Removal.ENTITY);
    assertThat(store().snapshot()).isEqualTo(before);
    session.commit();
    assertThat(store().snapshot().version()).isEqualTo(before.version() + 1);
    assertThat(store().snapshot()).isEqualTo(session.cluster()).isEqualTo(session.base());
  }

  @Test
  default void whatOthersChangedElsewhereStays() throws Exception {
    EditSession session = EditSession.open(store());
    EditSession other = EditSession.open(store());
    session.set(SampleCluster.CATEGORY, SampleCluster.NOTES, "mine");
    other.set(SampleCluster.OTHER_CATEGORY, SampleCluster.NOTES, "theirs");
    other.commit();
    assertThat(notes(session.cluster(), SampleCluster.OTHER_CATEGORY)).isEmpty();
    session.commit();
    assertThat(notes(store().snapshot(), SampleCluster.CATEGORY)).isEqualTo("mine");
    assertThat(notes(session.cluster(), SampleCluster.OTHER_CATEGORY)).isEqualTo("theirs");
  }

  @Test
  default void theLoserIsToldWhatChangedAndKeepsTheEdits() throws Exception {
    EditSession session = EditSession.open(store());
    session.set(SampleCluster.CATEGORY, Category.SOFTWARE_IMAGE, "gpu-image");
    session.set(SampleCluster.OTHER_CATEGORY, SampleCluster.NOTES, "elsewhere");
    EditSession other = EditSession.open(store());
    other.set(SampleCluster.CATEGORY, SampleCluster.NOTES, "theirs");
    other.commit();
    ClusterSnapshot before = store().snapshot();
    EditConflict conflict = catchThrowableOfType(EditConflict.class, session::commit);
    assertThat(conflict.differences())
        .containsExactly(
            new Difference(
                SampleCluster.CATEGORY,
                SampleCluster.NOTES,
                Optional.of("theirs"),
                Optional.of("as installed")));
    assertThat(conflict)
        .hasMessage(
            "cannot commit: modified concurrently: category default: notes: now"
                + " \"theirs\" by another, \"as installed\" here");
    assertThat(store().snapshot()).isEqualTo(before);
    session.refresh(SampleCluster.CATEGORY);
    assertThat(session.modified())
        .extracting(Modification::key)
        .containsExactly(SampleCluster.OTHER_CATEGORY);
    session.commit();
    assertThat(notes(store().snapshot(), SampleCluster.CATEGORY)).isEqualTo("theirs");
    assertThat(notes(store().snapshot(), SampleCluster.OTHER_CATEGORY)).isEqualTo("elsewhere");
  }

  @Test
  default void bothMayWantTheSame() throws Exception {
    EditSession session = EditSession.open(store());
    EditSession other = EditSession.open(store());
    for (EditSession each : new EditSession[] {session, other}) {
      each.set(SampleCluster.CATEGORY, SampleCluster.NOTES, "same");
      each.add(EntityKey.of(EntityType.NETWORK, "new"));
      each.remove(SampleCluster.HOME, Removal.ENTITY);
    }
    other.commit();
    long version = store().snapshot().version();
    CommitReport report = session.commit();
    assertThat(store().snapshot().version()).isEqualTo(version);
    assertThat(report.removed(EntityType.FS_MOUNT)).isZero();
  }

  @Test
  default void twoDifferentNewEntitiesOfOneNameAreAConflict() throws Exception {
    EditSession session = EditSession.open(store());
    EntityKey added = EntityKey.of(EntityType.CATEGORY, "new");
    session.add(added);
    EditSession other = EditSession.open(store());
    other.add(added);
    other.set(added, Category.SOFTWARE_IMAGE, "gpu-image");
    other.commit();
    assertThat(catchThrowableOfType(EditConflict.class, session::commit).differences())
        .containsExactly(
            new Difference(
                added, Category.SOFTWARE_IMAGE, Optional.of("gpu-image"), Optional.of("")));
  }

  @Test
  default void whatAnotherRemovedIsNotBroughtBack() throws Exception {
    EditSession session = EditSession.open(store());
    session.set(SampleCluster.HOME, FsMount.DEVICE, "nas:/home");
    change(ChangeSet.of(store().snapshot()).remove(SampleCluster.HOME));
    assertThat(catchThrowableOfType(EditConflict.class, session::commit))
        .hasMessageEndingWith(
            "fsmounts /home of category default: mountpoint: removed by another, \"/home\" here");
  }

  @Test
  default void aRemovalSparesWhatAnotherChangedOrPutThereMeanwhile() throws Exception {
    EditSession session = EditSession.open(store());
    session.remove(SampleCluster.NODE, Removal.ENTITY);
    EntityKey mount = SampleCluster.NODE.child(EntityType.FS_MOUNT, "/scratch");
    change(
        ChangeSet.of(store().snapshot())
            .put(FsMount.of(SampleCluster.NODE, "nas:/scratch", "/scratch", "nfs")));
    assertThat(catchThrowableOfType(EditConflict.class, session::commit))
        .hasMessageEndingWith(mount + ": mountpoint: now \"/scratch\" by another, removed here");
  }

  @Test
  default void aRemovalSparesAPartThatAnotherSetUpMeanwhile() throws Exception {
    EditSession session = EditSession.open(store());
    EntityKey image = session.add(EntityKey.of(EntityType.SOFTWARE_IMAGE, "spare")).key();
    session.commit();
    session.remove(image, Removal.WITH_DATA);
    Entity part = FsPart.of("/cm/images/spare", "image").with(SampleCluster.RSYNC_XATTR, "no");
    change(ChangeSet.of(store().snapshot()).put(part));
    assertThat(catchThrowableOfType(EditConflict.class, session::commit))
        .hasMessageEndingWith(
            "fspart /cm/images/spare: rsyncxattr: now \"no\" by another, removed here");
  }

  @Test
  default void whatAnotherBeganToUseCannotBeRemoved() throws Exception {
    EditSession session = EditSession.open(store());
    session.add(EntityKey.of(EntityType.SOFTWARE_IMAGE, "spare"));
    session.commit();
    session.remove(EntityKey.of(EntityType.SOFTWARE_IMAGE, "spare"), Removal.WITH_DATA);
    change(
        ChangeSet.of(store().snapshot())
            .put(Category.named("user").with(Category.SOFTWARE_IMAGE, "spare")));
    StoreException refusal = catchThrowableOfType(StoreException.class, session::commit);
    assertThat(refusal.findings())
        .hasToString("[category user: softwareimage: There is no softwareimage spare]");
    assertThat(store().snapshot().find(EntityType.SOFTWARE_IMAGE, "spare")).isPresent();
  }

  @Test
  default void aNewNameIsFollowedByWhatAnotherMadeMeanwhile() throws Exception {
    EditSession session = EditSession.open(store());
    session.set(SampleCluster.IMAGE, SoftwareImage.NAME, "renamed");
    session.set(SampleCluster.CATEGORY, Category.NAME, "all");
    change(
        ChangeSet.of(store().snapshot())
            .put(Category.named("user").with(Category.SOFTWARE_IMAGE, "default-image"))
            .put(FsMount.of(SampleCluster.CATEGORY, "nas:/x", "/x", "nfs")));
    session.commit();
    ClusterSnapshot after = store().snapshot();
    assertThat(after.find(EntityType.CATEGORY, "user").orElseThrow().get(Category.SOFTWARE_IMAGE))
        .isEqualTo("renamed");
    assertThat(after.owned(EntityKey.of(EntityType.CATEGORY, "all"), EntityType.FS_MOUNT))
        .extracting(Entity::name)
        .containsExactly("/home", "/proc", "/x");
  }

  @Test
  default void lookingTakesOverWhatOthersDidAndStillFindsTheConflict() throws Exception {
    EditSession session = EditSession.open(store());
    session.set(SampleCluster.CATEGORY, SampleCluster.NOTES, "mine");
    EditSession other = EditSession.open(store());
    other.set(SampleCluster.CATEGORY, SampleCluster.NOTES, "theirs");
    other.set(SampleCluster.OTHER_CATEGORY, SampleCluster.NOTES, "theirs");
    other.commit();
    session.look();
    assertThat(notes(session.cluster(), SampleCluster.CATEGORY)).isEqualTo("mine");
    assertThat(notes(session.cluster(), SampleCluster.OTHER_CATEGORY)).isEqualTo("theirs");
    assertThat(catchThrowableOfType(EditConflict.class, session::commit).differences()).hasSize(1);
  }

  private void change(ChangeSet.Builder changes) throws StoreException {
    store().apply(changes.build());
  }

  private static String notes(ClusterSnapshot cluster, EntityKey key) {
    return cluster.find(key).orElseThrow().get(SampleCluster.NOTES);
  }
}
