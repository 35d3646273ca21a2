package org.cmimage.model.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.SoftwareImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ColumnTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "softwareimage; Name (key), Path (key), Kernel version, Nodes",
        "category; Name (key), Software Image, Nodes",
        "archos; Arch, OS, Primary image, Shared, Installer",
        "device; Type, Hostname (key), MAC, Category, Ip, Network",
        "fspart; Path (key), Type, Image",
        "fsmounts; Device, Mountpoint (key), Filesystem",
        "fsexports; Name (key), Path, Network, Hosts, Write, Disabled",
        "network; Name (key), Type, Netmask bits, Base address, Domain name, Ipv6"
      })
  void tablesHaveTheColumnsOfTheOriginal(String mode, String columns) {
    EntityType type = EntityType.ofMode(mode).orElseThrow();
    assertThat(Column.of(type)).extracting(Column::label).containsExactly(columns.split(", "));
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeHasATable(EntityType type) {
    assertThat(Column.of(type)).isNotEmpty();
  }

  @Test
  void nodesAreCountedByTheImageTheyReallyRun() {
    SoftwareImage own = SoftwareImage.of("own", "/cm/images/own");
    SoftwareImage shared = SoftwareImage.of("shared", "/cm/images/shared");
    ClusterSnapshot cluster =
        cluster(
            own,
            shared,
            Category.named("c").with(Category.SOFTWARE_IMAGE, "shared"),
            Device.node("n1", "c"),
            Device.node("n2", "c").with(Device.SOFTWARE_IMAGE, "own"),
            Device.node("n3", "c"));
    assertThat(row(cluster, shared)).containsExactly("shared", "/cm/images/shared", "", "2");
    assertThat(row(cluster, own)).containsExactly("own", "/cm/images/own", "", "1");
    assertThat(row(cluster, cluster.all(EntityType.CATEGORY).get(0)))
        .containsExactly("c", "shared", "3");
  }

  @Test
  void partsNameTheImageTheyBelongTo() {
    SoftwareImage image = SoftwareImage.of("i", "/cm/images/i");
    List<FsPart> parts = FsPart.ofImage(image.path());
    FsPart shared = FsPart.of("/cm/shared", "cm-shared");
    ClusterSnapshot cluster = cluster(image, parts.get(0), parts.get(1), shared);
    assertThat(row(cluster, parts.get(0))).containsExactly("/cm/images/i", "image", "i");
    assertThat(row(cluster, parts.get(1))).containsExactly("/cm/images/i/boot", "boot", "i:boot");
    assertThat(row(cluster, shared)).containsExactly("/cm/shared", "cm-shared", "");
  }

  @Test
  void archOsEntriesAreNamedByArchitectureAndFamily() {
    EntityType type = EntityType.ARCH_OS;
    Entity entry =
        type.entity(Partition.BASE.child(type, "aarch64/rhel9"), Map.of())
            .with(ArchOsEntry.SHARED, "/cm/shared-rocky9u3-aarch64");
    assertThat(row(cluster(entry), entry))
        .containsExactly("aarch64", "rhel9", "", "/cm/shared-rocky9u3-aarch64", "");
  }

  private static List<String> row(ClusterSnapshot cluster, Entity entity) {
    return Column.of(entity.type()).stream().map(c -> c.cell(cluster, entity)).toList();
  }

  private static ClusterSnapshot cluster(Entity... entities) {
    ChangeSet.Builder changes = ChangeSet.of(ClusterSnapshot.empty());
    List.of(entities).forEach(changes::put);
    return ClusterSnapshot.empty().apply(changes.build());
  }
}
