package org.cmimage.model.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class NewClusterTest {
  private static final ArchOs ARM_UBUNTU =
      new ArchOs(Architecture.AARCH64, Distribution.parse("ubuntu2404"));

  @Test
  void aFreshClusterHasNoImagesAndIsValid() {
    ClusterSnapshot cluster = apply(NewCluster.of("head01", ARM_UBUNTU));
    assertThat(ClusterRules.validate(cluster)).isEmpty();
    assertThat(cluster.softwareImages()).isEmpty();
    assertThat(cluster.fsParts()).isEmpty();
    assertThat(cluster.partition().orElseThrow().get(Partition.DEFAULT_CATEGORY))
        .isEqualTo("default");
    assertThat(
            cluster.find(EntityType.CATEGORY, "default").orElseThrow().get(Category.SOFTWARE_IMAGE))
        .isEmpty();
    assertThat(cluster.networks()).containsExactly(NewCluster.internalNetwork());
  }

  @Test
  void theHeadNodeIsMasterAndKnowsWhatItRuns() {
    Entity master =
        apply(NewCluster.of("head01", ARM_UBUNTU)).find(EntityType.DEVICE, "master").orElseThrow();
    assertThat(master.name()).isEqualTo("head01");
    assertThat(((Device) master).archOs()).contains(ARM_UBUNTU);
    assertThat(master.get(Device.TYPE)).isEqualTo("HeadNode");
  }

  @Test
  void theHeadNodesOwnTreesAreKeptUnderTheirPlainNames() {
    NewCluster found =
        new NewCluster(
            "lab",
            "head01",
            ARM_UBUNTU,
            List.of(NewCluster.externalNetwork(), NewCluster.internalNetwork()),
            List.of(SoftwareImage.of("default-image", "/cm/images/default-image")),
            List.of(
                FsPart.of("/cm/shared", "cm-shared"),
                FsPart.of("/cm/node-installer", "node-installer"),
                FsPart.of("/tftpboot", "tftpboot")));
    ClusterSnapshot cluster = apply(found);
    assertThat(ClusterRules.validate(cluster)).isEmpty();
    assertThat(cluster.partition().orElseThrow().get(Partition.EXTERNAL_NETWORK))
        .isEqualTo("externalnet");
    assertThat(cluster.partition().orElseThrow().get(Partition.MANAGEMENT_NETWORK))
        .isEqualTo("internalnet");
    assertThat(
            cluster.find(EntityType.CATEGORY, "default").orElseThrow().get(Category.SOFTWARE_IMAGE))
        .isEqualTo("default-image");
    assertThat(cluster.fsParts())
        .extracting(FsPart::name)
        .containsExactly(
            "/cm/images/default-image",
            "/cm/images/default-image/boot",
            "/cm/node-installer",
            "/cm/shared",
            "/tftpboot");
    assertThat(cluster.owned(cluster.headNode().orElseThrow().key(), EntityType.FS_EXPORT))
        .extracting(Entity::name)
        .containsExactly(
            "/cm/node-installer/certificates@internalnet",
            "/cm/node-installer@internalnet",
            "/cm/shared@internalnet",
            "/home@internalnet",
            "/var/spool/burn@internalnet");
  }

  @Test
  void aClusterIsSetUpOnce() {
    ClusterSnapshot cluster = apply(NewCluster.of("head01", ARM_UBUNTU));
    assertThat(NewCluster.of("other", ARM_UBUNTU).changes(cluster).isEmpty()).isTrue();
  }

  @Test
  void aClusterWithoutAnInternalNetworkIsRefused() {
    assertThatThrownBy(
            () ->
                new NewCluster(
                    "lab",
                    "head01",
                    ARM_UBUNTU,
                    List.of(NewCluster.externalNetwork()),
                    List.of(),
                    List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a cluster needs a network of type Internal");
  }

  private static ClusterSnapshot apply(NewCluster cluster) {
    ChangeSet changes = cluster.changes(ClusterSnapshot.empty());
    return ClusterSnapshot.empty().apply(changes);
  }
}
