package org.cmimage.model.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {
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
  void everyTypeHasOneKey(EntityType type) {
    assertThat(type.schema().properties().stream().filter(p -> p.is(Property.Trait.KEY)))
        .containsExactly(type.schema().key());
    assertThat(EntityType.ofMode(type.mode())).contains(type);
    assertThat(type.owners()).allMatch(owner -> owner.owners().isEmpty());
  }

  @Test
  void archOsEntriesAreNamedByArchitectureAndFamily() {
    EntityType type = EntityType.ARCH_OS;
    assertThat(type.schema().key().canonical("arm64/rocky9u3")).isEqualTo("aarch64/rhel9");
    assertThatThrownBy(() -> type.schema().key().canonical("vax/rhel9"))
        .hasMessage(
            "name: expected an architecture and a distribution family such as aarch64/rhel9,"
                + " found \"vax/rhel9\"");
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
}
