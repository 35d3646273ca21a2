package org.cmimage.model.entity;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The properties of a type of entity, in display order. Immutable. */
public final class Schema {
  private final ImmutableMap<String, Property> properties;
  private final Property key;

  private Schema(List<Property> properties) {
    this.properties = Maps.uniqueIndex(properties, Property::name);
    this.key = properties.stream().filter(p -> p.is(Property.Trait.KEY)).findFirst().orElseThrow();
  }

  static Schema of(Property... properties) {
    return new Schema(List.of(properties));
  }

  /** Returns all properties, the key among them. */
  public List<Property> properties() {
    return properties.values().asList();
  }

  /** Returns the key property, whose values name the entities of a type and owner. */
  public Property key() {
    return key;
  }

  /** Returns the property of this {@link Property#name}, or empty. */
  public Optional<Property> find(String name) {
    return Optional.ofNullable(properties.get(name));
  }

  /**
   * Returns the property of this name.
   *
   * @throws IllegalArgumentException naming it and the known ones
   */
  public Property property(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown property \""
                        + name
                        + "\"; known are "
                        + String.join(", ", properties.keySet())));
  }

  /** Returns all properties in order, each with its value in canonical spelling or its default. */
  Map<String, String> complete(Map<String, String> values) {
    values.keySet().forEach(this::property);
    ImmutableMap.Builder<String, String> complete = ImmutableMap.builder();
    for (Property property : properties.values()) {
      String value = values.get(property.name());
      if (value == null) {
        value = property.defaultValue();
      }
      complete.put(property.name(), property.canonical(value));
    }
    return complete.buildOrThrow();
  }

  Map<String, String> with(Map<String, String> values, Property property, String text) {
    Map<String, String> changed = Maps.newHashMap(values);
    changed.put(property(property.name()).name(), text);
    return changed;
  }
}
