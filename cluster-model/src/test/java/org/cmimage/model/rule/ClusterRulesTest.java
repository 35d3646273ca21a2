package org.cmimage.model.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class ClusterRulesTest {
  @Test
  void anEmptyClusterIsValid() {
    assertThat(ClusterRules.validate(ClusterSnapshot.empty())).isEmpty();
  }

  @Test
  void anImageWithBothPartsIsValid() {
    List<FsPart> parts = FsPart.ofImage("/cm/images/i");
    assertThat(findings(SoftwareImage.of("i", "/cm/images/i"), parts.get(0), parts.get(1)))
        .isEmpty();
  }

  @Test
  void anImageWithoutPartsIsAWarningForEach() {
    assertThat(findings(SoftwareImage.of("i", "/cm/images/i"), FsPart.of("/cm/images/i", "custom")))
        .containsExactly(
            "WARNING softwareimage i: path: There is no fspart /cm/images/i of type image",
            "WARNING softwareimage i: path: There is no fspart /cm/images/i/boot of type boot");
  }

  @Test
  void aPartWithoutItsImageIsAWarning() {
    assertThat(findings(FsPart.of("/cm/images/i", "image"), FsPart.of("/boot-of-i", "boot")))
        .containsExactly(
            "WARNING fspart /boot-of-i: path: No software image has this as its boot part",
            "WARNING fspart /cm/images/i: path: No software image has this as its image part");
  }

  @Test
  void everyReferenceThatLeadsNowhereIsAnError() {
    assertThat(
            findings(
                Category.named("c").with(Category.SOFTWARE_IMAGE, "gone"),
                Device.node("n", "missing").with(Device.NETWORK, "nonet")))
        .containsExactly(
            "ERROR category c: softwareimage: There is no softwareimage gone",
            "ERROR device n: category: There is no category missing",
            "ERROR device n: network: There is no network nonet",
            "ERROR device n: partition: There is no partition base");
  }

  @Test
  void requiredPropertiesAreNamedAsTheShellShowsThem() {
    Entity image =
        EntityType.SOFTWARE_IMAGE.entity(EntityKey.of(EntityType.SOFTWARE_IMAGE, "i"), Map.of());
    assertThat(findings(image))
        .containsExactly("ERROR softwareimage i: path: The path should be set");
  }

  @Test
  void aNodeNeedsACategoryAndAHeadNodeDoesNot() {
    Entity base = Partition.base("lab");
    Entity node = Device.node("n", "");
    assertThat(findings(base, node))
        .containsExactly("ERROR device n: category: The category should be set");
    assertThat(findings(base, node.with(Device.TYPE, "HeadNode"))).isEmpty();
  }

  @Test
  void twoImagesAtOnePathAreBothReported() {
    List<FsPart> parts = FsPart.ofImage("/cm/images/i");
    assertThat(
            findings(
                SoftwareImage.of("i", "/cm/images/i"),
                SoftwareImage.of("j", "/cm/images/i/"),
                parts.get(0),
                parts.get(1)))
        .containsExactly(
            "ERROR softwareimage i: path: Another SoftwareImage has /cm/images/i too",
            "ERROR softwareimage j: path: Another SoftwareImage has /cm/images/i too");
  }

  @Test
  void whatBelongsToNothingIsAnError() {
    EntityKey head = EntityKey.of(EntityType.DEVICE, "head");
    assertThat(findings(FsExport.automatic(head, "/home", "net", true)))
        .containsExactly(
            "ERROR fsexports /home@net of device head: name: It belongs to the device head, which does not exist",
            "ERROR fsexports /home@net of device head: network: There is no network net");
  }

  @Test
  void errorsComeBeforeWarnings() {
    ClusterSnapshot cluster =
        cluster(
            SoftwareImage.of("a", "/a"), Category.named("c").with(Category.SOFTWARE_IMAGE, "x"));
    assertThat(ClusterRules.validate(cluster)).isSorted().hasSize(3);
    assertThat(ClusterRules.errors(cluster))
        .isEqualTo(ClusterRules.validate(cluster).subList(0, 1));
  }

  private static List<String> findings(Entity... entities) {
    return ClusterRules.validate(cluster(entities)).stream()
        .map(finding -> finding.severity() + " " + finding)
        .toList();
  }

  private static ClusterSnapshot cluster(Entity... entities) {
    ChangeSet.Builder changes = ChangeSet.of(ClusterSnapshot.empty());
    List.of(entities).forEach(changes::put);
    return ClusterSnapshot.empty().apply(changes.build());
  }
}
