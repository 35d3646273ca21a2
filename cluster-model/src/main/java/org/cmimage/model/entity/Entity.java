package org.cmimage.model.entity;

import java.util.Map;
import java.util.Optional;

/**
 * A part of the cluster's configuration, as the values of its properties. Immutable; two entities
 * are equal when they have the same owner and the same values.
 *
 * <p>All values are well formed, see {@link Property#canonical}, and every property of the schema
 * has one. Required ones may still be empty.
 */
public sealed interface Entity
    permits ArchOsEntry,
        Category,
        Device,
        FsExport,
        FsMount,
        FsPart,
        Network,
        Partition,
        SoftwareImage {
  /** Returns the type. */
  EntityType type();

  /** Returns the key: type, name and owner. */
  EntityKey key();

  /**
   * Returns the values of all properties by {@link Property#name}, in the order of the schema;
   * empty text for those not set.
   */
  Map<String, String> values();

  /**
   * Returns a copy with another value of one property. A new value of the key property makes it a
   * different entity.
   *
   * @throws IllegalArgumentException when the type has no such property, or the property does not
   *     accept the text
   */
  Entity with(Property property, String text);

  /** Returns the value of a property of this type; empty text when it is not set. */
  default String get(Property property) {
    String value = values().get(property.name());
    if (value == null) {
      throw new IllegalArgumentException(type().mode() + " has no property " + property.name());
    }
    return value;
  }

  /**
   * Returns the key of the entity that a property refers to, whether it exists or not; empty where
   * the property is not set.
   */
  default Optional<EntityKey> reference(Property property) {
    String name = get(property);
    return name.isEmpty()
        ? Optional.empty()
        : property.target().map(type -> EntityKey.of(type, name));
  }

  /** Returns the name, unique among the entities of its type and owner. */
  default String name() {
    return get(type().schema().key());
  }
}
