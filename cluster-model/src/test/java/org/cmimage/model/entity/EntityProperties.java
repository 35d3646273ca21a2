package org.cmimage.model.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EntityProperties {
  @Property(tries = 200)
  void anEntityIsItsKeyAndItsValues(@ForAll("entities") Entity entity) {
    assertThat(entity.type().entity(entity.key(), entity.values())).isEqualTo(entity);
    assertThat(entity.key().type()).isEqualTo(entity.type());
    assertThat(entity.key().name()).isEqualTo(entity.name());
  }

  @Property(tries = 200)
  void valuesComeInTheOrderOfTheSchema(@ForAll("entities") Entity entity) {
    assertThat(entity.values().keySet())
        .containsExactlyElementsOf(
            entity.type().schema().properties().stream().map(p -> p.name()).toList());
  }

  @Property(tries = 200)
  void aValueThatIsSetIsReadBackInItsOneSpelling(
      @ForAll("entities") Entity entity, @ForAll("texts") String text) {
    for (org.cmimage.model.entity.Property property : entity.type().schema().properties()) {
      if (EntityArbitraries.accepts(property.form(), text)) {
        String kept = entity.with(property, text).get(property);
        assertThat(kept).isEqualTo(property.form().canonical(text));
        assertThat(property.canonical(kept)).isEqualTo(kept);
        assertThat(entity.with(property, text).with(property, kept))
            .isEqualTo(entity.with(property, text));
      } else if (!text.isEmpty()) {
        assertThatThrownBy(() -> entity.with(property, text))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageStartingWith(property.name() + ": expected ")
            .hasMessageContaining("found ");
      }
    }
  }

  @Property(tries = 200)
  void everyPropertyButTheKeyCanBeUnset(@ForAll("entities") Entity entity) {
    for (org.cmimage.model.entity.Property property : entity.type().schema().properties()) {
      if (property.is(org.cmimage.model.entity.Property.Trait.KEY)) {
        String name = entity.name();
        if (!(property.form() instanceof ValueForm.Text)) {
          assertThatThrownBy(() -> entity.with(property, ""))
              .describedAs(name)
              .isInstanceOf(IllegalArgumentException.class);
        }
      } else {
        assertThat(entity.with(property, "").get(property)).isEmpty();
      }
    }
  }

  @Property(tries = 200)
  void whatBelongsToAnEntityFollowsIt(@ForAll("keyLists") List<EntityKey> keys) {
    List<EntityKey> sorted = keys.stream().sorted().distinct().toList();
    for (EntityKey key : sorted) {
      key.owner()
          .filter(sorted::contains)
          .ifPresent(
              owner ->
                  assertThat(sorted.subList(sorted.indexOf(owner) + 1, sorted.indexOf(key)))
                      .allMatch(between -> between.owner().equals(key.owner())));
    }
  }

  @Property(tries = 20)
  void anUnknownPropertyIsRefusedNamingTheKnownOnes(@ForAll EntityType type) {
    EntityKey key = EntityArbitraries.keys().filter(k -> k.type() == type).sample();
    assertThatThrownBy(() -> type.entity(key, Map.of("colour", "red")))
        .hasMessageStartingWith("unknown property \"colour\"; known are ")
        .hasMessageContaining(type.schema().key().name());
  }

  @Provide
  Arbitrary<Entity> entities() {
    return EntityArbitraries.entities();
  }

  @Provide
  Arbitrary<List<EntityKey>> keyLists() {
    return EntityArbitraries.keys().list().ofMaxSize(12);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(30),
        Arbitraries.of(
            "TRUE",
            "0",
            "-1",
            "65535",
            "/cm/images/x/",
            "/a/../b",
            "/..",
            "/.",
            "/a@2",
            "tftp",
            "image",
            "Boot",
            "aarch64",
            "fe80::1",
            "010.0.0.1",
            "localhost",
            "aa:bb:cc:dd:ee:ff",
            "a b  c",
            "line\nline",
            "\ud800"));
  }
}
