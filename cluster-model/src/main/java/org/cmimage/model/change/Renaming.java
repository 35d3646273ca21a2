package org.cmimage.model.change;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.entity.ChangeSet;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.Property;

/**
 * Gives an entity another name, and with it whatever belongs to it or refers to it. Everything else
 * of these entities stays as it is.
 */
record Renaming(EntityKey from, String to) {
  /** The cluster with the entity renamed, where there is one of the former name. */
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
