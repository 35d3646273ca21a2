package org.cmimage.model.snapshot;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.SoftwareImage;
import org.jspecify.annotations.Nullable;

/** All entities of a cluster at one version. Immutable and thread-safe. */
public final class ClusterSnapshot {
  /** The alias of the active head node. */
  public static final String MASTER = "master";

  private final long version;
  private final EntityTree entities;
  private volatile @Nullable ListMultimap<String, Device> byCategory;
  private volatile @Nullable ListMultimap<String, Device> byImage;

  /**
   * Makes a snapshot.
   *
   * @param version 0 for a cluster without any entity, one more with every change
   * @param entities the entities by key
   */
  public ClusterSnapshot(long version, Map<EntityKey, Entity> entities) {
    this(version, EntityTree.copyOf(entities));
    entities.forEach(
        (key, entity) -> {
          if (!entity.key().equals(key)) {
            throw new IllegalArgumentException("expected " + key + ", found " + entity.key());
          }
        });
  }

  private ClusterSnapshot(long version, EntityTree entities) {
    this.version = version;
    this.entities = entities;
  }

  /** Returns the version: 0 for a cluster without any entity, one more with every change. */
  public long version() {
    return version;
  }

  /** Returns the entities by key, in the order of keys. */
  public Map<EntityKey, Entity> entities() {
    return entities;
  }

  /**
   * Returns a copy of the same version with this entity, in place of the one of its key. Takes
   * logarithmic time.
   */
  public ClusterSnapshot with(Entity entity) {
    return new ClusterSnapshot(version, entities.with(entity));
  }

  /**
   * Returns a copy of the same version without the entity of this key; the entities that belong to
   * it stay. Takes logarithmic time.
   */
  public ClusterSnapshot without(EntityKey key) {
    return new ClusterSnapshot(version, entities.without(key));
  }

  /** Returns the cluster before its first change. */
  public static ClusterSnapshot empty() {
    return new ClusterSnapshot(0, Map.of());
  }

  /** Returns the entity of this key, or empty. */
  public Optional<Entity> find(EntityKey key) {
    return Optional.ofNullable(entities.get(key));
  }

  /**
   * Returns the entity of this type and name without owner, or empty; {@code master} also finds the
   * active head node.
   */
  public Optional<Entity> find(EntityType type, String name) {
    Optional<Entity> found = find(EntityKey.of(type, name));
    return found.isEmpty() && type == EntityType.DEVICE && name.equals(MASTER)
        ? headNode().map(Entity.class::cast)
        : found;
  }

  /** Returns the names of the components that are registered, in part or whole, sorted. */
  public List<String> componentNames() {
    return entities.keySet().stream()
        .flatMap(key -> ComponentName.ofEntity(key.name()).stream())
        .map(ComponentName::name)
        .distinct()
        .sorted()
        .toList();
  }

  /** Returns the names of the entities of a type, sorted. */
  public List<String> names(EntityType type) {
    return all(type).stream().map(Entity::name).toList();
  }

  /** Returns the entities of a type without owner, by name. */
  public List<Entity> all(EntityType type) {
    if (!type.owners().isEmpty()) {
      return entities.values().stream().filter(entity -> entity.type() == type).toList();
    }
    List<Entity> all = new ArrayList<>();
    Iterator<Map.Entry<EntityKey, Entity>> entries = entities.from(EntityKey.of(type, ""));
    while (entries.hasNext()) {
      Map.Entry<EntityKey, Entity> entry = entries.next();
      if (entry.getKey().path().get(0).type() != type) {
        break;
      } else if (entry.getValue().type() == type) {
        all.add(entry.getValue());
      }
    }
    return all;
  }

  /** Returns the entities of a type that belong to {@code owner}, by name. */
  public List<Entity> owned(EntityKey owner, EntityType type) {
    return owned(owner).stream().filter(entity -> entity.type() == type).toList();
  }

  /** Returns the entities that belong to {@code owner}, by type and name. */
  public List<Entity> owned(EntityKey owner) {
    List<Entity> owned = new ArrayList<>();
    Iterator<Map.Entry<EntityKey, Entity>> entries = entities.from(owner);
    while (entries.hasNext()) {
      Map.Entry<EntityKey, Entity> entry = entries.next();
      if (entry.getKey().owner().equals(Optional.of(owner))) {
        owned.add(entry.getValue());
      } else if (!entry.getKey().equals(owner)) {
        break;
      }
    }
    return owned;
  }

  /** Returns all software images, by name. */
  public List<SoftwareImage> softwareImages() {
    return all(EntityType.SOFTWARE_IMAGE, SoftwareImage.class);
  }

  /** Returns all parts, by path. */
  public List<FsPart> fsParts() {
    return all(EntityType.FS_PART, FsPart.class);
  }

  /** Returns all networks, by name. */
  public List<Network> networks() {
    return all(EntityType.NETWORK, Network.class);
  }

  /** Returns the partition {@code base}, or empty before first use. */
  public Optional<Partition> partition() {
    return find(Partition.BASE).map(Partition.class::cast);
  }

  /** Returns the active head node, or empty before first use. */
  public Optional<Device> headNode() {
    return partition()
        .flatMap(base -> find(EntityKey.of(EntityType.DEVICE, base.get(Partition.HEADNODE))))
        .map(Device.class::cast);
  }

  /** Returns the devices in the category of this name, by host name. */
  public List<Device> nodesIn(String category) {
    ListMultimap<String, Device> index = byCategory;
    if (index == null) {
      index = Multimaps.index(devices(), device -> device.get(Device.CATEGORY));
      byCategory = index;
    }
    return index.get(category);
  }

  /**
   * Returns the devices that run the image of this name, their own or their category's, by host
   * name.
   */
  public List<Device> nodesRunning(String image) {
    ListMultimap<String, Device> index = byImage;
    if (index == null) {
      index = Multimaps.index(devices(), this::imageOf);
      byImage = index;
    }
    return index.get(image);
  }

  private List<Device> devices() {
    return all(EntityType.DEVICE, Device.class);
  }

  private String imageOf(Device device) {
    String own = device.get(Device.SOFTWARE_IMAGE);
    return own.isEmpty()
        ? find(EntityKey.of(EntityType.CATEGORY, device.get(Device.CATEGORY)))
            .map(category -> category.get(Category.SOFTWARE_IMAGE))
            .orElse("")
        : own;
  }

  private <E extends Entity> List<E> all(EntityType type, Class<E> kind) {
    return all(type).stream().map(kind::cast).toList();
  }

  /**
   * Returns the cluster after the changes, with the version incremented; this one when the changes
   * have no effect. The result may be invalid.
   *
   * @throws IllegalArgumentException when the changes were made from another version
   */
  public ClusterSnapshot apply(ChangeSet changes) {
    if (changes.isDoneIn(this)) {
      return this;
    }
    if (changes.baseVersion() != version) {
      throw new IllegalArgumentException(
          "changes from version " + changes.baseVersion() + " do not apply to version " + version);
    }
    EntityTree changed = entities;
    for (EntityKey key : changes.removes()) {
      for (Entity owned : owned(key)) {
        changed = changed.without(owned.key());
      }
      changed = changed.without(key);
    }
    for (Entity entity : changes.puts().values()) {
      changed = changed.with(entity);
    }
    return new ClusterSnapshot(version + 1, changed);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ClusterSnapshot snapshot
        && version == snapshot.version
        && entities.equals(snapshot.entities);
  }

  @Override
  public int hashCode() {
    return Objects.hash(version, entities);
  }

  @Override
  public String toString() {
    return "version " + version + ": " + entities;
  }
}
