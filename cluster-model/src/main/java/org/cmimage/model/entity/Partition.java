package org.cmimage.model.entity;

import java.util.Map;

/** The settings of the whole cluster; there is one partition, {@code base}. */
public record Partition(Map<String, String> values) implements Entity {
  /** The partition's name: {@code base}. */
  public static final Property NAME = Property.key("Name", new ValueForm.Name());

  /** The cluster's name. */
  public static final Property CLUSTER_NAME = Property.line("Cluster name");

  /** The active head node, which has the alias {@code master}. */
  public static final Property HEADNODE = Property.reference("Headnode", EntityType.DEVICE);

  /** The category of new nodes. */
  public static final Property DEFAULT_CATEGORY =
      Property.reference("Default category", EntityType.CATEGORY);

  /** The network outside the cluster. */
  public static final Property EXTERNAL_NETWORK =
      Property.reference("External network", EntityType.NETWORK);

  /** The network nodes are managed over. */
  public static final Property MANAGEMENT_NETWORK =
      Property.reference("Management network", EntityType.NETWORK);

  static final Schema SCHEMA =
      Schema.of(
          NAME,
          CLUSTER_NAME,
          HEADNODE,
          DEFAULT_CATEGORY,
          EXTERNAL_NETWORK,
          MANAGEMENT_NETWORK,
          Property.text("Notes"));

  /** The key of the only partition. */
  public static final EntityKey BASE = EntityKey.of(EntityType.PARTITION, "base");

  public Partition {
    values = SCHEMA.complete(values);
  }

  /** Makes the partition {@code base} of a cluster of this name. */
  public static Partition base(String clusterName) {
    return new Partition(Map.of(NAME.name(), BASE.name(), CLUSTER_NAME.name(), clusterName));
  }

  @Override
  public EntityType type() {
    return EntityType.PARTITION;
  }

  @Override
  public EntityKey key() {
    return EntityKey.of(type(), name());
  }

  @Override
  public Partition with(Property property, String text) {
    return new Partition(SCHEMA.with(values, property, text));
  }
}
