package org.cmimage.model.edit;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.Property.Trait;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The initial values of new entities, which follow from their names and the cluster. */
final class NewEntity {
  private static final String IMAGES = "/cm/images";

  private NewEntity() {}

  static Entity of(ClusterSnapshot cluster, EntityKey key) {
    Entity entity = key.type().entity(key, Map.of());
    return switch (key.type()) {
      case SOFTWARE_IMAGE -> entity.with(SoftwareImage.PATH, IMAGES + "/" + key.name());
      case DEVICE ->
          entity
              .with(Device.CATEGORY, ofPartition(cluster, Partition.DEFAULT_CATEGORY))
              .with(Device.NETWORK, ofPartition(cluster, Partition.MANAGEMENT_NETWORK));
      case PARTITION, NETWORK, FS_PART, CATEGORY, ARCH_OS, FS_MOUNT, FS_EXPORT -> entity;
    };
  }

  private static String ofPartition(ClusterSnapshot cluster, Property property) {
    return cluster.partition().map(base -> base.get(property)).orElse("");
  }

  /** Returns the clone of an entity, and clones of the entities that belong to it, by key. */
  static Map<EntityKey, Entity> clones(ClusterSnapshot cluster, Entity original, EntityKey key) {
    Map<EntityKey, Entity> clones = new TreeMap<>();
    clones.put(key, clone(original, key));
    for (Entity owned : cluster.owned(original.key())) {
      if (!isAutomatic(owned)) {
        EntityKey child = key.child(owned.type(), owned.name());
        clones.put(child, clone(owned, child));
      }
    }
    return clones;
  }

  private static boolean isAutomatic(Entity entity) {
    return entity.type() == EntityType.FS_EXPORT && entity.get(FsExport.AUTOMATIC).equals("yes");
  }

  private static Entity clone(Entity original, EntityKey key) {
    Map<String, String> values = new HashMap<>();
    for (Property property : original.type().schema().properties()) {
      if (!property.is(Trait.KEY) && !property.is(Trait.READ_ONLY) && !property.is(Trait.OWN)) {
        values.put(property.name(), original.get(property));
      }
    }
    Entity clone = key.type().entity(key, values);
    return original instanceof SoftwareImage image
        ? clone
            .with(SoftwareImage.PATH, beside(image, key.name()))
            .with(SoftwareImage.ORIGINAL_IMAGE, image.name())
        : clone;
  }

  private static String beside(SoftwareImage original, String name) {
    String path = original.path();
    return (path.isEmpty() ? IMAGES : path.substring(0, path.lastIndexOf('/'))) + "/" + name;
  }
}
