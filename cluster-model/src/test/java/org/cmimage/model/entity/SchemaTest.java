package org.cmimage.model.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {
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
    assertThat(type.schema().columns())
        .extracting(Column::label)
        .containsExactly(columns.split(", "));
  }

  @ParameterizedTest
  @CsvSource({
    "softwareimage, kerneloutputconsole, tty0",
    "softwareimage, solport, ttyS1",
    "softwareimage, solspeed, 115200",
    "softwareimage, enablesol, no",
    "category, bootloaderprotocol, HTTP",
    "category, installmode, AUTO",
    "category, newnodeinstallmode, FULL",
    "fspart, type, custom",
    "fspart, rsyncxattr, yes",
    "fspart, syncscripttimeout, 15",
    "fsexports, write, no",
    "fsexports, async, yes",
    "fsexports, anonymousuid, 65534",
    "fsmounts, mountoptions, defaults",
    "fsmounts, filesystemcheck, NONE"
  })
  void defaultsAreThoseOfTheOriginal(String mode, String property, String value) {
    Schema schema = EntityType.ofMode(mode).orElseThrow().schema();
    assertThat(schema.property(property).defaultValue()).isEqualTo(value);
  }

  @ParameterizedTest
  @EnumSource
  void everyTypeHasOneKeyAndATable(EntityType type) {
    assertThat(type.schema().properties().stream().filter(p -> p.is(Property.Trait.KEY)))
        .containsExactly(type.schema().key());
    assertThat(type.schema().columns()).isNotEmpty();
    assertThat(EntityType.ofMode(type.mode())).contains(type);
    assertThat(type.owners()).allMatch(owner -> owner.owners().isEmpty());
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
    assertThat(type.schema().key().canonical("arm64/rocky9u3")).isEqualTo("aarch64/rhel9");
    assertThatThrownBy(() -> type.schema().key().canonical("vax/rhel9"))
        .hasMessage(
            "name: expected an architecture and a distribution family such as aarch64/rhel9,"
                + " found \"vax/rhel9\"");
  }

  @Test
  void masterIsTheActiveHeadNodeUnlessAMachineIsCalledSo() {
    Entity base = Partition.base("c").with(Partition.HEADNODE, "head01");
    Entity head = Device.node("head01", "");
    Entity master = Device.node("master", "");
    assertThat(cluster(base, head).find(EntityType.DEVICE, "master")).contains(head);
    assertThat(cluster(base, head, master).find(EntityType.DEVICE, "master")).contains(master);
    assertThat(cluster(head).find(EntityType.DEVICE, "master")).isEmpty();
  }

  @Test
  void keysReadWell() {
    EntityKey head = EntityKey.of(EntityType.DEVICE, "head01");
    assertThat(head.child(EntityType.FS_MOUNT, "/home"))
        .hasToString("fsmounts /home of device head01");
    assertThat(EntityType.SOFTWARE_IMAGE.plural()).isEqualTo("SoftwareImages");
  }

  @Test
  void valuesNamingAnotherEntityAreRefused() {
    EntityKey key = EntityKey.of(EntityType.NETWORK, "a");
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> EntityType.NETWORK.entity(key, Map.of("name", "b"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected the values of network a, found those of network b");
  }

  private static List<String> row(ClusterSnapshot cluster, Entity entity) {
    return entity.type().schema().columns().stream().map(c -> c.cell(cluster, entity)).toList();
  }

  private static ClusterSnapshot cluster(Entity... entities) {
    ChangeSet.Builder changes = ChangeSet.of(ClusterSnapshot.empty());
    List.of(entities).forEach(changes::put);
    return ClusterSnapshot.empty().apply(changes.build());
  }
}
