package org.cmimage.model.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.cmimage.model.edit.CommitReport.TreeCopy;
import org.cmimage.model.edit.CommitReport.TreeRemoval;
import org.cmimage.model.edit.Modification.State;
import org.cmimage.model.edit.staged.Removal;
import org.cmimage.model.edit.staged.Use;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EditSessionTest {
  private static final EntityKey SPARE = EntityKey.of(EntityType.SOFTWARE_IMAGE, "spare");
  private static final Property PARAMETERS =
      EntityType.SOFTWARE_IMAGE.schema().property("kernelparameters");
  private static final Property WATCHED = EntityType.FS_PART.schema().property("watchdirectories");

  private final ClusterStore store = new InMemoryClusterStore();
  private EditSession session;

  @BeforeEach
  void open() throws StoreException {
    SampleCluster.in(store);
    session = EditSession.open(store);
  }

  @Test
  void aNewImageHasAPathAndParts() throws Exception {
    Entity image = session.add(SPARE);
    assertThat(image.get(SoftwareImage.PATH)).isEqualTo("/cm/images/spare");
    assertThat(get("fspart", "/cm/images/spare/boot", FsPart.TYPE)).isEqualTo("boot");
    assertThat(session.modified())
        .containsExactly(new Modification(State.ADDED, SPARE, Optional.empty()));
    assertThat(session.validate()).isEmpty();
    session.set(SPARE, SoftwareImage.PATH, "/data/spare/");
    assertThat(session.cluster().find(EntityType.FS_PART, "/cm/images/spare")).isEmpty();
    session.commit(SPARE);
    assertThat(store.snapshot().find(EntityType.FS_PART, "/data/spare/boot")).isPresent();
  }

  @Test
  void whatIsNewToProvisioningGetsItsExportsAtTheCommit() throws Exception {
    EntityKey fast = EntityKey.of(EntityType.NETWORK, "fastnet");
    session.add(fast);
    session.commit();
    assertThat(exportedTo("fastnet")).isEmpty();

    session.set(fast, Network.NODE_BOOTING, "yes");
    session.commit();
    assertThat(exportedTo("fastnet"))
        .containsExactly(
            "/cm/installer",
            "/cm/installer/certificates",
            "/cm/shared",
            "/home",
            "/var/spool/burn");

    EntityKey shared = EntityKey.of(EntityType.FS_PART, "/cm/shared-ubuntu2404-x86_64");
    session.add(shared);
    session.set(shared, FsPart.TYPE, "cm-shared");
    session.commit();
    assertThat(exportedTo("fastnet")).contains("/cm/shared-ubuntu2404-x86_64");
    assertThat(exportedTo("othernet")).contains("/cm/shared-ubuntu2404-x86_64");
  }

  private List<String> exportedTo(String network) throws StoreException {
    return store.snapshot().owned(SampleCluster.HEAD, EntityType.FS_EXPORT).stream()
        .filter(export -> export.get(FsExport.NETWORK).equals(network))
        .map(export -> export.get(FsExport.PATH))
        .sorted()
        .toList();
  }

  @Test
  void anImagesClonePartsAndTreeAreThoseOfItsOriginal() throws Exception {
    EntityKey part = EntityKey.of(EntityType.FS_PART, "/cm/images/default-image");
    session.set(part, SampleCluster.RSYNC_XATTR, "no");
    session.set(SampleCluster.IMAGE, SoftwareImage.KERNEL_VERSION, "6.8.0-51-generic");
    Entity clone = session.clone(SampleCluster.IMAGE, SPARE);
    assertThat(clone.get(SoftwareImage.PATH)).isEqualTo("/cm/images/spare");
    assertThat(clone.get(SoftwareImage.ORIGINAL_IMAGE)).isEqualTo("default-image");
    assertThat(clone.get(SoftwareImage.KERNEL_VERSION)).isEqualTo("6.8.0-51-generic");
    assertThat(clone.get(SoftwareImage.CREATION_TIME)).isEmpty();
    assertThat(get("fspart", "/cm/images/spare", SampleCluster.RSYNC_XATTR)).isEqualTo("no");
    EntityKey second = EntityKey.of(EntityType.SOFTWARE_IMAGE, "second");
    session.clone(SPARE, second);
    assertThat(session.commit().copies())
        .containsExactly(
            new TreeCopy(second, "/cm/images/default-image", "/cm/images/second"),
            new TreeCopy(SPARE, "/cm/images/default-image", "/cm/images/spare"));
  }

  @Test
  void aCategorysCloneHasItsMounts() throws Exception {
    EntityKey copy = EntityKey.of(EntityType.CATEGORY, "copy");
    session.clone(SampleCluster.CATEGORY, copy);
    assertThat(session.cluster().owned(copy, EntityType.FS_MOUNT))
        .extracting(Entity::name)
        .containsExactly("/home", "/proc");
    assertThat(session.commit().committed(EntityType.CATEGORY)).isEqualTo(1);
  }

  @Test
  void aDevicesCloneHasNoneOfItsAddressesAndNoAutomaticExports() throws Exception {
    Property mac = EntityType.DEVICE.schema().property("mac");
    session.set(SampleCluster.HEAD, mac, "52-54-00-aa-bb-cc");
    EntityKey copy = EntityKey.of(EntityType.DEVICE, "head02");
    assertThat(session.clone(SampleCluster.HEAD, copy).get(mac)).isEmpty();
    assertThat(session.cluster().find(copy).orElseThrow().get(Device.TYPE)).isEqualTo("HeadNode");
    assertThat(session.cluster().owned(copy, EntityType.FS_EXPORT)).isEmpty();
  }

  @Test
  void aNewNodeIsInTheDefaultCategory() throws Exception {
    Entity node = session.add(EntityKey.of(EntityType.DEVICE, "node003"));
    assertThat(node.get(Device.CATEGORY)).isEqualTo("default");
    assertThat(node.get(Device.NETWORK)).isEqualTo("internalnet");
  }

  @Test
  void valuesAreKeptInTheirOneSpelling() throws Exception {
    session.set(SampleCluster.CATEGORY, Category.BOOT_LOADER_PROTOCOL, "tftp");
    assertThat(get("category", "default", Category.BOOT_LOADER_PROTOCOL)).isEqualTo("TFTP");
    session.clear(SampleCluster.CATEGORY, Category.BOOT_LOADER_PROTOCOL);
    assertThat(session.modified()).isEmpty();
    assertRefused(
        () -> session.set(SampleCluster.CATEGORY, Category.BOOT_LOADER_PROTOCOL, "ftp"),
        "cannot set bootloaderprotocol of category default: bootloaderprotocol: expected one of"
            + " HTTP, TFTP, found \"ftp\"");
  }

  @Test
  void textsGrowAndShrinkByExactlyWhatIsGiven() throws Exception {
    session.append(SampleCluster.IMAGE, PARAMETERS, " console=ttyAMA0");
    assertThat(get("softwareimage", "default-image", PARAMETERS))
        .isEqualTo("rd.driver.blacklist=nouveau console=ttyAMA0");
    session.removeFrom(SampleCluster.IMAGE, PARAMETERS, "rd.driver.blacklist=nouveau ");
    assertThat(get("softwareimage", "default-image", PARAMETERS)).isEqualTo("console=ttyAMA0");
    assertRefused(
        () -> session.removeFrom(SampleCluster.IMAGE, PARAMETERS, "quiet"),
        "cannot remove from kernelparameters of softwareimage default-image: \"quiet\" is not in"
            + " its text");
  }

  @Test
  void listsGrowAndShrinkByWords() throws Exception {
    session.append(SampleCluster.SHARED, WATCHED, "apps  etc");
    session.append(SampleCluster.SHARED, WATCHED, "etc lib");
    assertThat(get("fspart", "/cm/shared", WATCHED)).isEqualTo("apps etc lib");
    session.removeFrom(SampleCluster.SHARED, WATCHED, "lib apps");
    assertThat(get("fspart", "/cm/shared", WATCHED)).isEqualTo("etc");
    assertRefused(
        () -> session.removeFrom(SampleCluster.SHARED, WATCHED, "etc lib"),
        "cannot remove from watchdirectories of fspart /cm/shared: \"lib\" is not in \"etc\"");
    assertRefused(
        () -> session.append(SampleCluster.SHARED, FsPart.TYPE, "boot"),
        "cannot append to type: it takes one value");
  }

  @Test
  void aRenamedEntityTakesItsOwnAndItsReferencesAlong() throws Exception {
    Entity renamed = session.set(SampleCluster.CATEGORY, Category.NAME, "all");
    assertThat(session.modified())
        .containsExactly(
            new Modification(State.CHANGED, renamed.key(), Optional.of(SampleCluster.CATEGORY)));
    assertThat(get("partition", "base", Partition.DEFAULT_CATEGORY)).isEqualTo("all");
    assertThat(session.usedBy(renamed.key()))
        .extracting(Use::user)
        .containsExactly(
            Partition.BASE, SampleCluster.NODE, EntityKey.of(EntityType.DEVICE, "node002"));
    CommitReport report = session.commit();
    assertThat(report.removed(EntityType.CATEGORY)).isZero();
    assertThat(report.committed(EntityType.CATEGORY)).isEqualTo(1);
    assertThat(store.snapshot().owned(renamed.key(), EntityType.FS_MOUNT)).hasSize(2);
  }

  @Test
  void aRenamedImageStaysWhereItIs() throws Exception {
    session.set(SampleCluster.IMAGE, SoftwareImage.NAME, "plain");
    assertThat(get("softwareimage", "plain", SoftwareImage.PATH))
        .isEqualTo("/cm/images/default-image");
    assertThat(session.validate()).isEmpty();
  }

  @Test
  void automaticExportsFollowTheirNetworkAndDirectory() throws Exception {
    session.set(SampleCluster.INTERNAL, Network.NAME, "fabric");
    session.set(SampleCluster.SHARED, FsPart.PATH, "/cm/shared-debian12-x86_64");
    EntityKey export =
        SampleCluster.HEAD.child(EntityType.FS_EXPORT, "/cm/shared-debian12-x86_64@fabric");
    assertThat(session.cluster().find(export)).isPresent();
    assertRefused(
        () -> session.set(export, FsExport.PATH, "/x"),
        "cannot set path of " + export + ": it was made for its directory and network");
    session.remove(EntityKey.of(EntityType.NETWORK, "othernet"), Removal.ENTITY);
    session.commit();
    assertThat(store.snapshot().all(EntityType.FS_EXPORT))
        .extracting(Entity::name)
        .containsExactly(
            "/cm/installer/certificates@fabric",
            "/cm/shared-debian12-x86_64@fabric",
            "/home@fabric");
  }

  @Test
  void anImageIsRemovedWithItsPartsAndItsTreeIsNamed() throws Exception {
    session.add(SPARE);
    session.commit();
    session.remove(SPARE, Removal.WITH_REVISIONS);
    assertThat(session.modified())
        .containsExactly(new Modification(State.REMOVED, SPARE, Optional.empty()));
    CommitReport report = session.commit();
    assertThat(report.removed(EntityType.SOFTWARE_IMAGE)).isEqualTo(1);
    assertThat(report.committed(EntityType.SOFTWARE_IMAGE)).isZero();
    assertThat(report.removed(EntityType.FS_PART)).isZero();
    assertThat(report.removals()).containsExactly(new TreeRemoval(SPARE, "/cm/images/spare", true));
    assertThat(store.snapshot().find(EntityType.FS_PART, "/cm/images/spare/boot")).isEmpty();
  }

  @Test
  void aTreeThatSomethingElseStandsInIsNotDeleted() throws Exception {
    session.add(SPARE);
    session.commit();
    session.remove(SPARE, Removal.WITH_DATA);
    EntityKey heir = EntityKey.of(EntityType.SOFTWARE_IMAGE, "heir");
    session.add(heir);
    session.set(heir, SoftwareImage.PATH, "/cm/images/spare");
    List<Finding> findings = session.validate(SPARE);
    assertThat(findings)
        .extracting(Finding::message)
        .contains(
            "The tree at /cm/images/spare cannot be deleted: the softwareimage heir is inside it");
    StoreException refusal = catchThrowableOfType(StoreException.class, session::commit);
    assertThat(refusal.findings()).containsExactlyInAnyOrderElementsOf(findings);
    assertThat(store.snapshot().find(SPARE)).isPresent();
  }

  @Test
  void whatIsUsedIsRefusedByWhoUsesIt() throws Exception {
    session.remove(SampleCluster.IMAGE, Removal.WITH_DATA);
    assertThat(session.usedBy(SampleCluster.IMAGE))
        .containsExactly(
            new Use(
                Partition.BASE.child(EntityType.ARCH_OS, "aarch64/rhel9"),
                ArchOsEntry.PRIMARY_IMAGE),
            new Use(SampleCluster.CATEGORY, Category.SOFTWARE_IMAGE));
    assertThat(session.validate(SampleCluster.IMAGE))
        .extracting(Finding::rule)
        .containsExactly(Finding.Rule.REFERENCE, Finding.Rule.REFERENCE);
    StoreException refusal = catchThrowableOfType(StoreException.class, session::commit);
    assertThat(refusal.kind()).isEqualTo(StoreException.Kind.INVALID);
    assertThat(refusal.findings()).isEqualTo(session.validate());
  }

  @Test
  void anOwnerIsModifiedWithWhatBelongsToIt() throws Exception {
    session.remove(SampleCluster.HOME, Removal.ENTITY);
    assertThat(session.isModified(SampleCluster.CATEGORY)).isTrue();
    assertThat(session.isModified(EntityType.CATEGORY)).isTrue();
    assertThat(session.isModified(EntityType.FS_MOUNT)).isTrue();
    assertThat(session.isModified(SampleCluster.OTHER_CATEGORY)).isFalse();
    CommitReport report = session.commit(SampleCluster.CATEGORY);
    assertThat(report.removed(EntityType.FS_MOUNT)).isEqualTo(1);
    assertThat(report.committed(EntityType.CATEGORY)).isEqualTo(1);
  }

  @Test
  void oneObjectIsCommittedAndTheOthersWait() throws Exception {
    session.set(SampleCluster.CATEGORY, SampleCluster.NOTES, "one");
    session.set(SampleCluster.OTHER_CATEGORY, SampleCluster.NOTES, "two");
    session.set(SampleCluster.IMAGE, SoftwareImage.NAME, "renamed");
    session.commit(SampleCluster.CATEGORY);
    Entity kept = store.snapshot().find(SampleCluster.CATEGORY).orElseThrow();
    assertThat(kept.get(SampleCluster.NOTES)).isEqualTo("one");
    assertThat(kept.get(Category.SOFTWARE_IMAGE)).isEqualTo("default-image");
    assertThat(get("category", "default", Category.SOFTWARE_IMAGE)).isEqualTo("renamed");
    assertThat(session.modified()).hasSize(2);
  }

  @Test
  void aNameIsFreeOnceItsHolderGoes() throws Exception {
    session.set(SampleCluster.IMAGE, SoftwareImage.NAME, "old");
    session.set(SampleCluster.OTHER_IMAGE, SoftwareImage.NAME, "default-image");
    session.commit(SampleCluster.IMAGE);
    assertThat(store.snapshot().softwareImages())
        .extracting(SoftwareImage::name)
        .containsExactly("default-image", "old");
    assertThat(get("category", "default", Category.SOFTWARE_IMAGE)).isEqualTo("old");
    assertThat(get("category", "gpu", Category.SOFTWARE_IMAGE)).isEqualTo("default-image");
  }

  @Test
  void oneObjectIsRefreshed() throws Exception {
    session.set(SampleCluster.IMAGE, SoftwareImage.NAME, "renamed");
    session.set(SampleCluster.CATEGORY, SampleCluster.NOTES, "mine");
    session.refresh(EntityKey.of(EntityType.SOFTWARE_IMAGE, "renamed"));
    assertThat(get("category", "default", Category.SOFTWARE_IMAGE)).isEqualTo("default-image");
    assertThat(get("category", "default", SampleCluster.NOTES)).isEqualTo("mine");
    assertThat(session.isModified(EntityType.SOFTWARE_IMAGE)).isFalse();
  }

  @Test
  void editsThatCannotBeMadeAreRefusedAtOnce() throws Exception {
    assertRefused(
        () -> session.add(SampleCluster.IMAGE), "there is a softwareimage default-image already");
    assertRefused(() -> session.remove(SPARE, Removal.ENTITY), "there is no softwareimage spare");
    assertRefused(
        () -> session.set(SampleCluster.IMAGE, SoftwareImage.CREATION_TIME, "1"),
        "cannot set creationtime of softwareimage default-image: it is read-only");
    assertRefused(
        () -> session.set(SampleCluster.IMAGE, SoftwareImage.NAME, "gpu-image"),
        "there is a softwareimage gpu-image already");
    assertRefused(
        () -> session.remove(Partition.BASE, Removal.ENTITY),
        "partition base cannot be added or removed");
    assertRefused(
        () -> session.remove(SampleCluster.NODE, Removal.WITH_DATA),
        "cannot remove device node001 with data: only software images have any");
    assertRefused(
        () ->
            session.set(
                EntityKey.of(EntityType.FS_PART, "/cm/images/gpu-image"), FsPart.PATH, "/x"),
        "cannot move fspart /cm/images/gpu-image: it stands where the softwareimage gpu-image"
            + " stands");
    assertRefused(
        () -> session.add(EntityKey.of(EntityType.NETWORK, "a b")),
        "cannot add network a b: name: expected a name of at most 128 letters, digits, dots,"
            + " dashes and underscores, found \"a b\"");
    session.add(SPARE);
    assertRefused(
        () -> session.remove(EntityKey.of(EntityType.FS_PART, "/cm/images/spare"), Removal.ENTITY),
        "cannot remove fspart /cm/images/spare: its image is not committed yet");
    EntityKey orphan = EntityKey.of(EntityType.CATEGORY, "none").child(EntityType.FS_MOUNT, "/x");
    assertRefused(() -> session.add(orphan), "there is no category none");
  }

  private static void assertRefused(ThrowingCallable edit, String message) {
    assertThatThrownBy(edit).isInstanceOf(EditException.class).hasMessage(message);
  }

  private String get(String mode, String name, Property property) {
    return session
        .cluster()
        .find(EntityType.ofMode(mode).orElseThrow(), name)
        .orElseThrow()
        .get(property);
  }
}
