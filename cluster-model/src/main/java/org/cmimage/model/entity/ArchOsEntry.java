package org.cmimage.model.entity;

import java.util.Map;

/**
 * The image, shared tree and node-installer that the partition gives to nodes of one architecture
 * and distribution family.
 */
public record ArchOsEntry(EntityKey owner, Map<String, String> values) implements Entity {
  /** The entry's name: {@code <architecture>/<family>}, for example {@code aarch64/rhel9}. */
  public static final Property NAME = Property.key("Name", new ValueForm.ArchOsName());

  /** The image that represents the others of the same architecture and family. */
  public static final Property PRIMARY_IMAGE =
      Property.reference("Primary image", EntityType.SOFTWARE_IMAGE);

  /** The part its nodes mount on {@code /cm/shared}. */
  public static final Property SHARED = Property.reference("Shared", EntityType.FS_PART);

  /** The node-installer part its nodes are installed with. */
  public static final Property INSTALLER = Property.reference("Installer", EntityType.FS_PART);

  /** The entry's priority where several match; the highest is used. */
  public static final Property PRIORITY = Property.number("Priority", 0);

  static final Schema SCHEMA = Schema.of(NAME, PRIMARY_IMAGE, SHARED, INSTALLER, PRIORITY);

  public ArchOsEntry {
    values = SCHEMA.complete(values);
  }

  @Override
  public EntityType type() {
    return EntityType.ARCH_OS;
  }

  @Override
  public EntityKey key() {
    return owner.child(type(), name());
  }

  @Override
  public ArchOsEntry with(Property property, String text) {
    return new ArchOsEntry(owner, SCHEMA.with(values, property, text));
  }
}
