package org.cmimage.model.change;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.Property;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * A change of an entity's name, which updates the entities that belong to it or refer to it. Their
 * other values stay.
 */
record Renaming(EntityKey from, String to) {
  /**
   * Returns the cluster with the entity renamed, or unchanged where there is no entity of the
   * former name.
   */
  ClusterSnapshot applyTo(ClusterSnapshot cluster) {
    if (cluster.find(from).isEmpty()) {
      return cluster;
    }
    ChangeSet.Builder changes = ChangeSet.of(cluster).remove(from);
    for (Entity entity : cluster.entities().values()) {
      Entity renamed = renamed(entity);
      if (!renamed.equals(entity)) {
        changes.put(renamed);
      }
    }
    return cluster.apply(changes.build());
  }

  private Entity renamed(Entity entity) {
    Map<String, String> values = new HashMap<>(entity.values());
    EntityKey key = entity.key();
    if (key.equals(from)) {
      key = EntityKey.of(from.type(), to);
      values.remove(entity.type().schema().key().name());
    } else if (key.owner().equals(Optional.of(from))) {
      key = EntityKey.of(from.type(), to).child(key.type(), key.name());
    }
    for (Property property : entity.type().schema().properties()) {
      if (entity.reference(property).equals(Optional.of(from))) {
        values.put(property.name(), to);
      }
    }
    return entity.type().entity(key, values);
  }
}
