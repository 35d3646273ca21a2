package org.cmimage.model.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class ArchitectureRulesTest {
  private static final String ARM = "default-image-debian12-aarch64";
  private static final String X86 = "default-image-debian12-x86_64";

  private static List<String> findings(Entity... entities) {
    ChangeSet.Builder changes = ChangeSet.of(ClusterSnapshot.empty());
    changes.put(Partition.base("lab"));
    List.of(entities).forEach(changes::put);
    ClusterSnapshot cluster = ClusterSnapshot.empty().apply(changes.build());
    return ArchitectureRules.check(cluster).stream()
        .map(finding -> finding.severity() + " " + finding)
        .toList();
  }

  private static Category category(String name, String image) {
    return Category.named(name).with(Category.SOFTWARE_IMAGE, image);
  }

  @Test
  void aCategoryIsToldWhereItsImageIsOfAnotherArchitectureThanItsName() {
    assertThat(
            findings(
                category("default-debian12-aarch64", X86),
                category("arm64-gpu", X86),
                category("default-debian12-x86_64", X86),
                category("gpu", ARM),
                category("aarch64-and-x86_64", ARM),
                category("none-aarch64", "site-image")))
        .containsExactlyInAnyOrder(
            "WARNING category default-debian12-aarch64: softwareimage: "
                + X86
                + " is of x86_64, but the name of the category says aarch64",
            "WARNING category arm64-gpu: softwareimage: "
                + X86
                + " is of x86_64, but the name of the category says aarch64");
  }

  @Test
  void aNodeIsToldWhereItsOwnImageIsOfAnotherArchitectureThanItsCategorys() {
    assertThat(
            findings(
                category("gpu", ARM),
                category("none", ""),
                Device.node("a", "gpu").with(Device.SOFTWARE_IMAGE, X86),
                Device.node("b", "gpu").with(Device.SOFTWARE_IMAGE, ARM),
                Device.node("c", "gpu"),
                Device.node("d", "none").with(Device.SOFTWARE_IMAGE, X86)))
        .containsExactly(
            "WARNING device a: softwareimage: "
                + X86
                + " is of x86_64, but that of its category is of aarch64");
  }
}
