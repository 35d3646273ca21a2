package org.cmimage.model.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeArchitectureTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "nothing",
      value = {
        "default-image-debian12-aarch64, AARCH64",
        "default-image-debian12-x86_64, X86_64",
        "default-image, X86_64",
        "clone, AARCH64",
        "of-clone, AARCH64",
        "primary, AARCH64",
        "circle, nothing",
        "unknown, nothing",
        "not-there, nothing"
      })
  void anImageTellsItByWhatItIsCalledOrMadeOf(String image, Architecture architecture) {
    ClusterSnapshot cluster = cluster();
    assertThat(NodeArchitecture.ofImage(cluster, image).orElse(null)).isEqualTo(architecture);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"'', clone", "unknown, unknown", "default-image, default-image"})
  void aNodeRunsItsOwnImageOrItsCategorys(String own, String image) {
    Device node = Device.node("n1", "c").with(Device.SOFTWARE_IMAGE, own);
    assertThat(NodeArchitecture.imageOf(cluster(), node)).contains(image);
  }

  private static ClusterSnapshot cluster() {
    EntityKey entry = Partition.BASE.child(EntityType.ARCH_OS, "aarch64/rhel9");
    ArchOs own = new ArchOs(Architecture.X86_64, Distribution.parse("debian12"));
    ClusterSnapshot none = ClusterSnapshot.empty();
    return none.apply(
        ChangeSet.of(none)
            .put(Partition.base("lab").with(Partition.HEADNODE, "head"))
            .put(Device.headNode("head", own))
            .put(Category.named("c").with(Category.SOFTWARE_IMAGE, "clone"))
            .put(image("clone", "default-image-debian12-aarch64"))
            .put(image("of-clone", "clone"))
            .put(image("circle", "circle"))
            .put(image("unknown", ""))
            .put(image("primary", ""))
            .put(
                EntityType.ARCH_OS
                    .entity(entry, java.util.Map.of())
                    .with(ArchOsEntry.PRIMARY_IMAGE, "primary"))
            .build());
  }

  private static SoftwareImage image(String name, String original) {
    return SoftwareImage.of(name, "/cm/images/" + name)
        .with(SoftwareImage.ORIGINAL_IMAGE, original);
  }
}
