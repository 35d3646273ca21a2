package org.cmimage.model.entity;

import com.google.common.collect.ImmutableSortedMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cmimage.model.ComponentName;

/**
 * Everything a cluster consists of at one version. Immutable.
 *
 * @param version 0 for a cluster that holds nothing yet, one more with every change
 * @param entities by key, in the order of keys
 */
public record ClusterSnapshot(long version, Map<EntityKey, Entity> entities) {
  /** What the active head node is called besides its own name. */
  public static final String MASTER = "master";

  public ClusterSnapshot {
    entities = ImmutableSortedMap.copyOf(entities);
    entities.forEach(
        (key, entity) -> {
          if (!entity.key().equals(key)) {
            throw new IllegalArgumentException("expected " + key + ", found " + entity.key());
          }
        });
  }

  /** The cluster before its first change. */
  public static ClusterSnapshot empty() {
    return new ClusterSnapshot(0, Map.of());
  }

  /** The entity of this key, or empty. */
  public Optional<Entity> find(EntityKey key) {
    return Optional.ofNullable(entities.get(key));
  }

  /**
   * The entity of this type and name that belongs to no other, or empty; the active head node also
   * answers to {@code master}.
   */
  public Optional<Entity> find(EntityType type, String name) {
    Optional<Entity> found = find(EntityKey.of(type, name));
    return found.isEmpty() && type == EntityType.DEVICE && name.equals(MASTER)
        ? headNode().map(Entity.class::cast)
        : found;
  }

  /** The names of the components that are registered, in part or whole, sorted. */
  public List<String> componentNames() {
    return entities.keySet().stream()
        .flatMap(key -> ComponentName.ofEntity(key.name()).stream())
        .map(ComponentName::name)
        .distinct()
        .sorted()
        .toList();
  }

  /** The names of the entities of a type, sorted. */
  public List<String> names(EntityType type) {
    return all(type).stream().map(Entity::name).toList();
  }

  /** The entities of a type that belong to no other, by name. */
  public List<Entity> all(EntityType type) {
    return entities.values().stream().filter(entity -> entity.type() == type).toList();
  }

  /** The entities of a type that belong to {@code owner}, by name. */
  public List<Entity> owned(EntityKey owner, EntityType type) {
    return all(type).stream()
        .filter(entity -> entity.key().owner().equals(Optional.of(owner)))
        .toList();
  }

  /** All software images, by name. */
  public List<SoftwareImage> softwareImages() {
    return all(SoftwareImage.class);
  }

  /** All parts, by path. */
  public List<FsPart> fsParts() {
    return all(FsPart.class);
  }

  /** All networks, by name. */
  public List<Network> networks() {
    return all(Network.class);
  }

  /** The partition {@code base}, or empty before first use. */
  public Optional<Partition> partition() {
    return find(Partition.BASE).map(Partition.class::cast);
  }

  /** The active head node, or empty before first use. */
  public Optional<Device> headNode() {
    return partition()
        .flatMap(base -> find(EntityKey.of(EntityType.DEVICE, base.get(Partition.HEADNODE))))
        .map(Device.class::cast);
  }

  /** The devices set up as the category of this name, by host name. */
  public List<Device> nodesIn(String category) {
    return all(Device.class).stream()
        .filter(device -> device.get(Device.CATEGORY).equals(category))
        .toList();
  }

  /**
   * The devices that run the image of this name, by their own choice or their category's, by host
   * name.
   */
  public List<Device> nodesRunning(String image) {
    return all(Device.class).stream().filter(device -> imageOf(device).equals(image)).toList();
  }

  private String imageOf(Device device) {
    String own = device.get(Device.SOFTWARE_IMAGE);
    return own.isEmpty()
        ? find(EntityKey.of(EntityType.CATEGORY, device.get(Device.CATEGORY)))
            .map(category -> category.get(Category.SOFTWARE_IMAGE))
            .orElse("")
        : own;
  }

  private <E extends Entity> List<E> all(Class<E> kind) {
    return entities.values().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /**
   * The cluster after the changes, one version on; this one when it already is as they ask. It may
   * be invalid.
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
    Map<EntityKey, Entity> changed = new TreeMap<>(entities);
    changed.keySet().removeIf(key -> isRemoved(key, changes));
    changed.putAll(changes.puts());
    return new ClusterSnapshot(version + 1, changed);
  }

  private static boolean isRemoved(EntityKey key, ChangeSet changes) {
    return changes.removes().contains(key)
        || key.owner().filter(changes.removes()::contains).isPresent();
  }
}
