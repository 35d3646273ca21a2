package org.cmimage.model.entity;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A type of entity: its names in the shell and in messages, its schema, and the types it can belong
 * to.
 */
public enum EntityType {
  PARTITION(
      new Names("partition", "Partition", "Partitions"),
      () -> Partition.SCHEMA,
      (key, values) -> new Partition(values)),
  NETWORK(
      new Names("network", "Network", "Networks"),
      () -> Network.SCHEMA,
      (key, values) -> new Network(values)),
  SOFTWARE_IMAGE(
      new Names("softwareimage", "SoftwareImage", "SoftwareImages"),
      () -> SoftwareImage.SCHEMA,
      (key, values) -> new SoftwareImage(values)),
  FS_PART(
      new Names("fspart", "FSPart", "FSParts"),
      () -> FsPart.SCHEMA,
      (key, values) -> new FsPart(values)),
  CATEGORY(
      new Names("category", "Category", "Categories"),
      () -> Category.SCHEMA,
      (key, values) -> new Category(values)),
  DEVICE(
      new Names("device", "Device", "Devices"),
      () -> Device.SCHEMA,
      (key, values) -> new Device(values)),
  ARCH_OS(
      new Names("archos", "ArchOS", "ArchOS"),
      () -> ArchOsEntry.SCHEMA,
      (key, values) -> new ArchOsEntry(key.owner().orElseThrow(), values),
      PARTITION),
  FS_MOUNT(
      new Names("fsmounts", "FSMount", "FSMounts"),
      () -> FsMount.SCHEMA,
      (key, values) -> new FsMount(key.owner().orElseThrow(), values),
      CATEGORY,
      DEVICE),
  FS_EXPORT(
      new Names("fsexports", "FSExport", "FSExports"),
      () -> FsExport.SCHEMA,
      (key, values) -> new FsExport(key.owner().orElseThrow(), values),
      CATEGORY,
      DEVICE);

  private record Names(String mode, String singular, String plural) {}

  private interface Maker {
    Entity make(EntityKey key, Map<String, String> values);
  }

  private final Names names;
  private final Supplier<Schema> schema;
  private final Maker maker;
  private final ImmutableSet<EntityType> owners;

  EntityType(Names names, Supplier<Schema> schema, Maker maker, EntityType... owners) {
    this.names = names;
    this.schema = schema;
    this.maker = maker;
    this.owners = ImmutableSet.copyOf(owners);
  }

  /** Returns the type whose mode or submode has this name, or empty. */
  public static Optional<EntityType> ofMode(String mode) {
    return Arrays.stream(values()).filter(type -> type.mode().equals(mode)).findFirst();
  }

  /**
   * Returns the name of the shell's mode, or of the submode for types with owners: {@code
   * softwareimage}, {@code fsmounts}.
   */
  public String mode() {
    return names.mode();
  }

  /** Returns the name of one entity in messages: {@code SoftwareImage}, {@code FSPart}. */
  public String singular() {
    return names.singular();
  }

  /**
   * Returns the name of several entities in messages, as in {@code Successfully removed 1
   * SoftwareImages}.
   */
  public String plural() {
    return names.plural();
  }

  /** Returns the schema of the properties. */
  public Schema schema() {
    return schema.get();
  }

  /** Returns the types that can be owners; empty for entities without owner. */
  public Set<EntityType> owners() {
    return owners;
  }

  /**
   * Makes the entity of this key with these values, and defaults for all others.
   *
   * @param key of this type
   * @param values by {@link Property#name}; the key property may be missing
   * @throws IllegalArgumentException when the key is of another type or the values name another
   *     entity, for a property the type does not have, and for a value the property does not accept
   */
  public Entity entity(EntityKey key, Map<String, String> values) {
    Map<String, String> all = Maps.newHashMap(values);
    all.putIfAbsent(schema().key().name(), key.name());
    Entity entity = maker.make(key, all);
    if (!entity.key().equals(key)) {
      throw new IllegalArgumentException(
          "expected the values of " + key + ", found those of " + entity.key());
    }
    return entity;
  }
}
