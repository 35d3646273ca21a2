package org.cmimage.model.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.snapshot.Column;
import org.junit.jupiter.api.Test;

class ComponentRegistrationTest {
  private static final Instant CREATED = Instant.ofEpochSecond(1_790_000_000);
  private static final ArchOs X86 = archOs(Architecture.X86_64);
  private static final ArchOs ARM = archOs(Architecture.AARCH64);
  private static final ArchOs RISCV = archOs(Architecture.RISCV64);

  /** The guide's example: an ARM head node, its own default image, and an x86_64 image. */
  private static final NewCluster ARM_HEAD =
      new NewCluster(
          "lab",
          "a06-u02-bcm-01",
          ARM,
          List.of(NewCluster.internalNetwork()),
          List.of(
              SoftwareImage.of("default-image", "/cm/images/default-image")
                  .with(SoftwareImage.KERNEL_VERSION, "6.8.0-51-generic-64k")),
          List.of());

  @Test
  void anImageIsRegisteredWithItsPartsAndItsCategory() {
    ClusterSnapshot cluster = registered(X86);
    assertThat(ClusterRules.validate(cluster)).isEmpty();
    assertThat(table(cluster, EntityType.SOFTWARE_IMAGE))
        .containsExactly(
            "default-image|/cm/images/default-image|6.8.0-51-generic-64k|0",
            "default-image-ubuntu2404-x86_64|/cm/images/default-image-ubuntu2404-x86_64|6.8.0-51-generic|0");
    assertThat(table(cluster, EntityType.FS_PART))
        .contains(
            "/cm/images/default-image-ubuntu2404-x86_64|image|default-image-ubuntu2404-x86_64",
            "/cm/images/default-image-ubuntu2404-x86_64/boot|boot|default-image-ubuntu2404-x86_64:boot");
    assertThat(table(cluster, EntityType.CATEGORY))
        .containsExactly(
            "default|default-image|0",
            "default-ubuntu2404-x86_64|default-image-ubuntu2404-x86_64|0");
  }

  @Test
  void whatNodesNeedToBootIsSetWithTheRegistration() {
    ClusterSnapshot cluster = registered(ARM);
    assertThat(image(cluster, ARM).get(SoftwareImage.KERNEL_OUTPUT_CONSOLE)).isEqualTo("ttyAMA0");
    assertThat(category(cluster, ARM).get(Category.BOOT_LOADER_PROTOCOL)).isEqualTo("TFTP");
    cluster = registered(RISCV);
    assertThat(image(cluster, RISCV).get(SoftwareImage.KERNEL_OUTPUT_CONSOLE)).isEqualTo("ttyS0");
    assertThat(category(cluster, RISCV).get(Category.BOOT_LOADER_PROTOCOL)).isEqualTo("TFTP");
    cluster = registered(X86);
    assertThat(image(cluster, X86).get(SoftwareImage.KERNEL_OUTPUT_CONSOLE)).isEqualTo("tty0");
    assertThat(category(cluster, X86).get(Category.BOOT_LOADER_PROTOCOL)).isEqualTo("HTTP");
    assertThat(image(cluster, X86).get(SoftwareImage.CREATION_TIME)).isEqualTo("1790000000");
  }

  @Test
  void registeringTwiceChangesNothing() {
    ClusterSnapshot cluster = registered(X86);
    assertThat(
            ComponentRegistration.softwareImage(cluster, X86, "6.8.0-51-generic", CREATED)
                .isDoneIn(cluster))
        .isTrue();
    cluster = change(cluster, c -> ComponentRegistration.nodeInstaller(c, X86));
    assertThat(ComponentRegistration.nodeInstaller(cluster, X86).isDoneIn(cluster)).isTrue();
  }

  @Test
  void aNewImageOfTheNameKeepsWhatAnAdministratorSet() {
    ClusterSnapshot cluster = registered(X86);
    Entity console = image(cluster, X86).with(SoftwareImage.KERNEL_OUTPUT_CONSOLE, "ttyS0");
    Entity protocol = category(cluster, X86).with(Category.BOOT_LOADER_PROTOCOL, "TFTP");
    cluster = change(cluster, c -> ChangeSet.of(c).put(console).put(protocol).build());
    cluster =
        change(
            cluster,
            c -> ComponentRegistration.softwareImage(c, X86, "6.8.0-99", CREATED.plusSeconds(5)));
    assertThat(image(cluster, X86))
        .isEqualTo(
            console
                .with(SoftwareImage.KERNEL_VERSION, "6.8.0-99")
                .with(SoftwareImage.CREATION_TIME, "1790000005"));
    assertThat(category(cluster, X86)).isEqualTo(protocol);
  }

  @Test
  void nothingOfAFormerPathStaysBehind() {
    ClusterSnapshot cluster = change(ClusterSnapshot.empty(), ARM_HEAD::changes);
    cluster =
        change(
            cluster,
            c ->
                ChangeSet.of(c)
                    .put(SoftwareImage.of("default-image-ubuntu2404-x86_64", "/srv/old"))
                    .put(FsPart.of("/srv/old", "image"))
                    .put(FsPart.of("/srv/old/boot", "boot"))
                    .put(FsPart.of("/cm/images/default-image-ubuntu2404-x86_64", "custom"))
                    .build());
    cluster =
        change(
            cluster, c -> ComponentRegistration.softwareImage(c, X86, "6.8.0-51-generic", CREATED));
    assertThat(ClusterRules.validate(cluster)).isEmpty();
    assertThat(cluster.fsParts()).noneMatch(part -> part.name().startsWith("/srv/old"));
  }

  @Test
  void nodeInstallerAndSharedAreExportedAsInTheGuide() {
    ClusterSnapshot cluster = change(ClusterSnapshot.empty(), ARM_HEAD::changes);
    cluster = change(cluster, c -> ComponentRegistration.nodeInstaller(c, X86));
    cluster = change(cluster, c -> ComponentRegistration.cmShared(c, X86));
    assertThat(ClusterRules.validate(cluster)).isEmpty();
    assertThat(table(cluster, EntityType.FS_PART))
        .contains(
            "/cm/node-installer-ubuntu2404-x86_64|node-installer|",
            "/cm/shared-ubuntu2404-x86_64|cm-shared|");
    assertThat(table(cluster, EntityType.FS_EXPORT))
        .containsExactlyInAnyOrder(
            "/var/spool/burn@internalnet|/var/spool/burn|internalnet||yes|no",
            "/home@internalnet|/home|internalnet||yes|no",
            "/cm/shared-ubuntu2404-x86_64@internalnet|/cm/shared-ubuntu2404-x86_64|internalnet||yes|no",
            "/cm/node-installer-ubuntu2404-x86_64@internalnet|/cm/node-installer-ubuntu2404-x86_64|internalnet||no|no",
            "/cm/node-installer-ubuntu2404-x86_64/certificates@internalnet|/cm/node-installer-ubuntu2404-x86_64/certificates|internalnet||yes|no");
  }

  @Test
  void thereIsAnExportForEachNetworkThatProvisionsNodes() {
    ClusterSnapshot cluster = change(ClusterSnapshot.empty(), ARM_HEAD::changes);
    cluster =
        change(
            cluster,
            c ->
                ChangeSet.of(c)
                    .put(Network.named("rack2").with(Network.NODE_BOOTING, "yes"))
                    .put(Network.named("ipmi"))
                    .put(
                        Network.named("dmz")
                            .with(Network.NODE_BOOTING, "yes")
                            .with(Network.DISABLE_AUTOMATIC_EXPORTS, "yes"))
                    .build());
    cluster = change(cluster, c -> ComponentRegistration.cmShared(c, X86));
    assertThat(cluster.all(EntityType.FS_EXPORT))
        .filteredOn(export -> export.get(FsExport.PATH).startsWith("/cm/shared"))
        .extracting(export -> export.get(FsExport.NETWORK))
        .containsExactly("internalnet", "rack2");
  }

  @Test
  void exportsNeedAHeadNode() {
    assertThatThrownBy(() -> ComponentRegistration.cmShared(ClusterSnapshot.empty(), X86))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the cluster has no head node yet");
  }

  private static ClusterSnapshot registered(ArchOs archOs) {
    ClusterSnapshot cluster = change(ClusterSnapshot.empty(), ARM_HEAD::changes);
    return change(
        cluster, c -> ComponentRegistration.softwareImage(c, archOs, "6.8.0-51-generic", CREATED));
  }

  private static ClusterSnapshot change(
      ClusterSnapshot cluster, Function<ClusterSnapshot, ChangeSet> changes) {
    return cluster.apply(changes.apply(cluster));
  }

  private static Entity image(ClusterSnapshot cluster, ArchOs archOs) {
    return cluster.find(EntityType.SOFTWARE_IMAGE, "default-image-" + archOs).orElseThrow();
  }

  private static Entity category(ClusterSnapshot cluster, ArchOs archOs) {
    return cluster.find(EntityKey.of(EntityType.CATEGORY, "default-" + archOs)).orElseThrow();
  }

  private static List<String> table(ClusterSnapshot cluster, EntityType type) {
    return cluster.all(type).stream()
        .map(
            entity ->
                Column.of(type).stream()
                    .map(column -> column.cell(cluster, entity))
                    .reduce((left, right) -> left + "|" + right)
                    .orElseThrow())
        .toList();
  }

  private static ArchOs archOs(Architecture architecture) {
    return new ArchOs(architecture, Distribution.parse("ubuntu2404"));
  }
}
