package org.cmimage.model.entity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Entities and change sets over so few names that they meet often. */
public final class EntityArbitraries {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final List<String> PATHS = List.of("/a", "/a/boot", "/b");

  private static final List<String> SAMPLES =
      List.of(
          "yes",
          "OFF",
          "7",
          "1500",
          "x",
          "/a",
          "/b/",
          "aarch64/rhel9",
          "10.0.0.1",
          "::1",
          "52-54-00-aa-bb-cc",
          "one  two");

  private EntityArbitraries() {}

  public static Arbitrary<EntityKey> keys() {
    return Arbitraries.of(EntityType.class)
        .flatMap(
            type ->
                type.owners().isEmpty()
                    ? names(type).map(name -> EntityKey.of(type, name))
                    : Combinators.combine(
                            Arbitraries.of(type.owners())
                                .flatMap(
                                    owner -> names(owner).map(name -> EntityKey.of(owner, name))),
                            names(type))
                        .as((owner, name) -> owner.child(type, name)));
  }

  /** Entities of all types, with references to what may not be there and text of any kind. */
  public static Arbitrary<Entity> entities() {
    return keys()
        .flatMap(
            key ->
                Arbitraries.of(key.type().schema().properties())
                    .filter(property -> !property.is(Property.Trait.KEY))
                    .flatMap(
                        property ->
                            values(property.form())
                                .map(value -> filled(key).with(property, value))));
  }

  /** Entities of which every reference among these names leads to one. */
  public static List<Entity> everythingReferredTo() {
    List<Entity> entities = new ArrayList<>();
    for (EntityType type : EntityType.values()) {
      if (type.owners().isEmpty()) {
        namesOf(type).forEach(name -> entities.add(filled(EntityKey.of(type, name))));
      }
    }
    return entities;
  }

  private static Arbitrary<String> values(ValueForm form) {
    if (form instanceof ValueForm.Text) {
      return Arbitraries.strings()
          .ofMaxLength(20)
          .filter(
              text ->
                  text.codePoints()
                      .noneMatch(
                          c ->
                              Character.isISOControl(c)
                                  || Character.getType(c) == Character.SURROGATE));
    }
    if (form instanceof ValueForm.Choice choice) {
      return Arbitraries.of(choice.words());
    }
    if (form instanceof ValueForm.Reference reference) {
      return names(reference.target());
    }
    return Arbitraries.of(SAMPLES.stream().filter(text -> accepts(form, text)).toList());
  }

  public static boolean accepts(ValueForm form, String text) {
    try {
      form.canonical(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Entity filled(EntityKey key) {
    Entity entity = key.type().entity(key, Map.of());
    for (Property property : key.type().schema().properties()) {
      if (property.is(Property.Trait.REQUIRED) && !property.is(Property.Trait.KEY)) {
        entity = entity.with(property, requiredValue(property, key));
      }
    }
    return entity.type() == EntityType.DEVICE
        ? entity.with(Device.CATEGORY, key.name().replaceAll("[^a-z]", ""))
        : entity;
  }

  private static String requiredValue(Property property, EntityKey key) {
    String letters = key.name().replaceAll("[^a-z]", "");
    return accepts(property.form(), letters) ? letters : "/" + letters;
  }

  private static Arbitrary<String> names(EntityType type) {
    return Arbitraries.of(namesOf(type));
  }

  private static List<String> namesOf(EntityType type) {
    if (type == EntityType.PARTITION) {
      return List.of(Partition.BASE.name());
    }
    ValueForm form = type.schema().key().form();
    if (form instanceof ValueForm.ClusterPath) {
      return PATHS;
    }
    return form instanceof ValueForm.ArchOsName
        ? List.of("aarch64/rhel9", "x86_64/debian12")
        : NAMES;
  }
}
