package org.cmimage.cli.shell.mode;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.model.entity.EntityType;

/** The modes and their submodes. */
public final class Modes {
  private Modes() {}

  /** Returns the modes at the top, by name. */
  public static List<EntityType> top() {
    return byName(Arrays.stream(EntityType.values()).filter(type -> type.owners().isEmpty()));
  }

  /** Returns the submodes below an entity of this type, by name. */
  public static List<EntityType> below(EntityType owner) {
    return byName(Arrays.stream(EntityType.values()).filter(type -> type.owners().contains(owner)));
  }

  /** Returns the mode at the top with this name, or empty. */
  public static Optional<EntityType> find(String name) {
    return named(top(), name);
  }

  /** Returns the submode of this name below an entity of this type, or empty. */
  public static Optional<EntityType> find(EntityType owner, String name) {
    return named(below(owner), name);
  }

  private static Optional<EntityType> named(List<EntityType> types, String name) {
    return types.stream().filter(type -> type.mode().equals(name)).findFirst();
  }

  private static List<EntityType> byName(Stream<EntityType> types) {
    return types.sorted(Comparator.comparing(EntityType::mode)).toList();
  }
}
