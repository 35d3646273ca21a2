package org.cmimage.model.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.cmimage.model.ArchOs;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsMount;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class ArchOsBindingTest {
  private static final ArchOs ARM = archOs("ubuntu2404-aarch64");
  private static final Set<String> OWN_PARTS = Set.of("/cm/shared", "/cm/node-installer");

  @Test
  void theFirstBindingNamesWhatTheHeadNodeHasOfItsOwn() {
    ClusterSnapshot cluster = registered(rockyHead(), ARM);
    ArchOsBinding binding = ArchOsBinding.of(cluster, ARM, OWN_PARTS);
    ClusterSnapshot after = cluster.apply(binding.changes());
    assertThat(ClusterRules.validate(after)).isEmpty();
    assertThat(binding.lines())
        .containsExactly(
            "Changing fspart /cm/node-installer to /cm/node-installer-rocky8-x86_64",
            "Changing fspart /cm/shared to /cm/shared-rocky8-x86_64",
            "Changing category default to default-rocky8-x86_64",
            "Adding archos x86_64/rhel8: primary image default-image, shared"
                + " /cm/shared-rocky8-x86_64, installer /cm/node-installer-rocky8-x86_64",
            "Adding archos aarch64/ubuntu2404: primary image default-image-ubuntu2404-aarch64,"
                + " shared /cm/shared-ubuntu2404-aarch64, installer"
                + " /cm/node-installer-ubuntu2404-aarch64");
    assertThat(after.partition().orElseThrow().get(Partition.DEFAULT_CATEGORY))
        .isEqualTo("default-rocky8-x86_64");
    assertThat(after.nodesIn("default-rocky8-x86_64")).extracting(Entity::name).contains("node1");
    assertThat(after.find(EntityType.CATEGORY, "default")).isEmpty();
    assertThat(after.fsParts())
        .extracting(FsPart::name)
        .contains("/cm/shared-rocky8-x86_64", "/cm/images/default-image", "/tftpboot")
        .doesNotContain("/cm/shared", "/cm/node-installer");
  }

  @Test
  void whatBelongsToARenamedEntityGoesWithItAsItIs() {
    ClusterSnapshot cluster = registered(rockyHead(), ARM);
    Entity category = cluster.find(EntityType.CATEGORY, "default").orElseThrow();
    Entity part = cluster.find(EntityType.FS_PART, "/cm/shared").orElseThrow();
    FsExport own =
        FsExport.automatic(
                cluster.headNode().orElseThrow().key(), "/cm/shared", "internalnet", true)
            .with(FsExport.NAME, "mine")
            .with(FsExport.AUTOMATIC, "no");
    cluster =
        cluster.apply(
            ChangeSet.of(cluster)
                .put(FsMount.of(category.key(), "nas:/data", "/data", "nfs"))
                .put(category.with(Category.BOOT_LOADER_PROTOCOL, "TFTP"))
                .put(part.with(part.type().schema().property("rsyncblocksize"), "4096"))
                .put(own)
                .build());
    ClusterSnapshot after = bound(cluster, ARM);
    Entity renamed = after.find(EntityType.CATEGORY, "default-rocky8-x86_64").orElseThrow();
    assertThat(renamed.get(Category.BOOT_LOADER_PROTOCOL)).isEqualTo("TFTP");
    assertThat(after.owned(renamed.key(), EntityType.FS_MOUNT))
        .extracting(Entity::name)
        .contains("/data", "/cm/shared", "/home");
    Entity shared = after.find(EntityType.FS_PART, "/cm/shared-rocky8-x86_64").orElseThrow();
    assertThat(shared.values()).containsEntry("rsyncblocksize", "4096");
    assertThat(after.owned(after.headNode().orElseThrow().key(), EntityType.FS_EXPORT))
        .extracting(export -> export.name() + " " + export.get(FsExport.PATH))
        .contains(
            "mine /cm/shared",
            "/cm/shared-rocky8-x86_64@internalnet /cm/shared-rocky8-x86_64",
            "/cm/node-installer-rocky8-x86_64/certificates@internalnet"
                + " /cm/node-installer-rocky8-x86_64/certificates")
        .noneMatch(line -> line.startsWith("/cm/shared@"));
  }

  @Test
  void bindingTwiceChangesNothing() {
    ClusterSnapshot after = bound(registered(rockyHead(), ARM), ARM);
    ArchOsBinding again = ArchOsBinding.of(after, ARM, OWN_PARTS);
    assertThat(again.changes().isEmpty()).isTrue();
    assertThat(again.lines()).isEmpty();
  }

  @Test
  void whatAnAdministratorSetStays() {
    ClusterSnapshot cluster = bound(registered(rockyHead(), ARM), ARM);
    Entity entry = entry(cluster, "aarch64/ubuntu2404");
    cluster =
        cluster.apply(
            ChangeSet.of(cluster)
                .put(SoftwareImage.of("mine", "/cm/images/mine"))
                .put(entry.with(ArchOsEntry.PRIMARY_IMAGE, "mine").with(ArchOsEntry.PRIORITY, "7"))
                .put(entry(cluster, "x86_64/rhel8").with(ArchOsEntry.PRIORITY, "3"))
                .build());
    assertThat(ArchOsBinding.of(cluster, ARM, Set.of()).changes().isEmpty()).isTrue();
  }

  @Test
  void aLaterReleaseOfTheFamilyTakesThePlaceOfTheFormer() {
    ArchOs three = archOs("rocky9u3-aarch64");
    ArchOs five = archOs("rhel9u5-aarch64");
    ClusterSnapshot cluster = bound(registered(rockyHead(), three), three);
    cluster = bound(registered(cluster, five), five);
    assertThat(entry(cluster, "aarch64/rhel9").get(ArchOsEntry.SHARED))
        .isEqualTo("/cm/shared-rhel9u5-aarch64");
    assertThat(entry(cluster, "aarch64/rhel9").get(ArchOsEntry.PRIMARY_IMAGE))
        .isEqualTo("default-image-rhel9u5-aarch64");
  }

  @Test
  void namesThatAreTakenAreLeftAlone() {
    ArchOs own = archOs("rocky8-x86_64");
    ClusterSnapshot cluster = registered(rockyHead(), own);
    assertThat(HeadNodeNames.ofParts(cluster)).isEmpty();
    ArchOsBinding binding = ArchOsBinding.of(cluster, own, OWN_PARTS);
    assertThat(binding.lines())
        .containsExactly(
            "Adding archos x86_64/rhel8: primary image default-image-rocky8-x86_64, shared"
                + " /cm/shared-rocky8-x86_64, installer /cm/node-installer-rocky8-x86_64");
    assertThat(cluster.apply(binding.changes()).fsParts())
        .extracting(FsPart::name)
        .contains("/cm/shared", "/cm/shared-rocky8-x86_64");
  }

  @Test
  void onlyPartsThatMayBeAreRenamed() {
    ClusterSnapshot cluster = registered(rockyHead(), ARM);
    ArchOsBinding binding = ArchOsBinding.of(cluster, ARM, Set.of("/cm/shared", "/tftpboot"));
    assertThat(cluster.apply(binding.changes()).fsParts())
        .extracting(FsPart::name)
        .contains("/cm/shared-rocky8-x86_64", "/cm/node-installer", "/tftpboot");
    assertThat(binding.lines())
        .contains(
            "Adding archos x86_64/rhel8: primary image default-image, shared"
                + " /cm/shared-rocky8-x86_64, installer /cm/node-installer");
  }

  @Test
  void aHeadNodeWithoutPartsOfItsOwnGetsNoEntry() {
    ClusterSnapshot empty = ClusterSnapshot.empty();
    ClusterSnapshot fresh =
        empty.apply(NewCluster.of("head", archOs("debian12-x86_64")).changes(empty));
    ClusterSnapshot after = bound(registered(fresh, ARM), ARM);
    assertThat(after.all(EntityType.ARCH_OS))
        .extracting(Entity::name)
        .containsExactly("aarch64/ubuntu2404");
    assertThat(after.partition().orElseThrow().get(Partition.DEFAULT_CATEGORY))
        .isEqualTo("default-debian12-x86_64");
  }

  @Test
  void anUnknownHeadNodeIsLeftAlone() {
    ClusterSnapshot cluster = registered(rockyHead(), ARM);
    Device head = cluster.headNode().orElseThrow();
    cluster = cluster.apply(ChangeSet.of(cluster).put(head.with(Device.DISTRIBUTION, "")).build());
    assertThat(ArchOsBinding.of(cluster, ARM, OWN_PARTS).lines()).hasSize(1);
  }

  @Test
  void aClusterHasToBeSetUpFirst() {
    assertThatThrownBy(() -> ArchOsBinding.of(ClusterSnapshot.empty(), ARM, Set.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the cluster has no head node yet");
  }

  static ClusterSnapshot rockyHead() {
    NewCluster cluster =
        new NewCluster(
            "lab",
            "head",
            archOs("rocky8u9-x86_64"),
            List.of(NewCluster.internalNetwork()),
            List.of(SoftwareImage.of("default-image", "/cm/images/default-image")),
            List.of(
                FsPart.of("/cm/shared", "cm-shared"),
                FsPart.of("/cm/node-installer", "node-installer"),
                FsPart.of("/tftpboot", "tftpboot")));
    ClusterSnapshot set = ClusterSnapshot.empty().apply(cluster.changes(ClusterSnapshot.empty()));
    return set.apply(ChangeSet.of(set).put(Device.node("node1", "default")).build());
  }

  static ClusterSnapshot registered(ClusterSnapshot cluster, ArchOs archOs) {
    ClusterSnapshot after =
        cluster.apply(
            ComponentRegistration.softwareImage(cluster, archOs, "6.8.0-51", Instant.EPOCH));
    after = after.apply(ComponentRegistration.nodeInstaller(after, archOs));
    return after.apply(ComponentRegistration.cmShared(after, archOs));
  }

  private static ClusterSnapshot bound(ClusterSnapshot cluster, ArchOs archOs) {
    return cluster.apply(ArchOsBinding.of(cluster, archOs, OWN_PARTS).changes());
  }

  private static Entity entry(ClusterSnapshot cluster, String name) {
    return cluster.find(Partition.BASE.child(EntityType.ARCH_OS, name)).orElseThrow();
  }

  private static ArchOs archOs(String name) {
    return ArchOs.find(name).orElseThrow();
  }
}
