package org.cmimage.model.edit.staged;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** References between entities, found through the schemas. */
public final class References {
  private References() {}

  /** Returns all references to the entity, in the order of keys. */
  public static List<Use> to(ClusterSnapshot cluster, EntityKey key) {
    return Stream.of(EntityType.values())
        .filter(type -> properties(type).anyMatch(p -> p.target().equals(Optional.of(key.type()))))
        .flatMap(type -> cluster.all(type).stream())
        .flatMap(
            user ->
                properties(user.type())
                    .filter(property -> user.reference(property).equals(Optional.of(key)))
                    .map(property -> new Use(user.key(), property)))
        .sorted(Comparator.comparing(Use::user))
        .toList();
  }

  /** Returns the entity with its references changed to the new names of renamed entities. */
  static Entity follow(Entity user, Map<EntityKey, EntityKey> renames) {
    if (renames.isEmpty()) {
      return user;
    }
    Entity followed = user;
    for (Property property : properties(user.type()).toList()) {
      Optional<EntityKey> now =
          user.reference(property).flatMap(former -> Optional.ofNullable(renames.get(former)));
      if (now.isPresent()) {
        followed = followed.with(property, now.get().name());
      }
    }
    return followed;
  }

  /** Returns the entity with the same values under another key. */
  public static Entity moved(Entity entity, EntityKey key) {
    Map<String, String> values = new HashMap<>(entity.values());
    values.put(key.type().schema().key().name(), key.name());
    return key.type().entity(key, values);
  }

  private static Stream<Property> properties(EntityType type) {
    return type.schema().properties().stream().filter(property -> property.target().isPresent());
  }
}
