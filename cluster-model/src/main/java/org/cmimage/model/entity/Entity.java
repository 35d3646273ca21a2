package org.cmimage.model.entity;

import java.util.Map;
import java.util.Optional;

/**
 * Something the cluster is made of, as the values of its properties. Immutable; two entities are
 * equal when they have the same owner and the same values.
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
  /** Its type. */
  EntityType type();

  /** Its type, its name and what it belongs to. */
  EntityKey key();

  /**
   * The values of all properties by {@link Property#name}, in the order of the schema; empty text
   * for what is not set.
   */
  Map<String, String> values();

  /**
   * The same entity with another value of one property. With another value of the key it is another
   * entity.
   *
   * @throws IllegalArgumentException when the type has no such property, or the property does not
   *     take the text
   */
  Entity with(Property property, String text);

  /** The value of a property of this type; empty text when it is not set. */
  default String get(Property property) {
    String value = values().get(property.name());
    if (value == null) {
      throw new IllegalArgumentException(type().mode() + " has no property " + property.name());
    }
    return value;
  }

  /** The entity that a property refers to, there or not; empty where it refers to nothing. */
  default Optional<EntityKey> reference(Property property) {
    String name = get(property);
    return name.isEmpty()
        ? Optional.empty()
        : property.target().map(type -> EntityKey.of(type, name));
  }

  /** What names it among the entities of its type and owner. */
  default String name() {
    return get(type().schema().key());
  }
}
