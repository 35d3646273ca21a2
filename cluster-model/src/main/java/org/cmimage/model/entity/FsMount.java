package org.cmimage.model.entity;

import java.util.Map;

/** A file system that a device, or every node of a category, mounts. */
public record FsMount(EntityKey owner, Map<String, String> values) implements Entity {
  /** The mount point, which is also the mount's name. */
  public static final Property MOUNTPOINT = Property.key("Mountpoint", new ValueForm.ClusterPath());

  /** The mounted device, for example {@code $localnfsserver:/cm/shared}. */
  public static final Property DEVICE = Property.line("Device").and(Property.Trait.REQUIRED);

  /** The type of the file system. */
  public static final Property FILESYSTEM =
      Property.of("Filesystem", new ValueForm.Name()).and(Property.Trait.REQUIRED);

  /** The mount options, in the format of fstab. */
  public static final Property MOUNT_OPTIONS = Property.line("Mount options").byDefault("defaults");

  /** Whether dump(8) saves it. */
  public static final Property DUMP = Property.yesNo("Dump", false);

  /** When it is checked at boot: never, first, or after the root file system. */
  public static final Property FILESYSTEM_CHECK =
      Property.of("Filesystem Check", ValueForm.Choice.of("NONE", "ROOT", "OTHER"))
          .byDefault("NONE");

  /** Whether NFS goes over RDMA. */
  public static final Property RDMA = Property.yesNo("RDMA", false);

  static final Schema SCHEMA =
      Schema.of(DEVICE, MOUNTPOINT, FILESYSTEM, MOUNT_OPTIONS, DUMP, FILESYSTEM_CHECK, RDMA);

  public FsMount {
    values = SCHEMA.complete(values);
  }

  /** Makes a mount of the owner with the usual options. */
  public static FsMount of(EntityKey owner, String device, String mountpoint, String filesystem) {
    return new FsMount(
        owner,
        Map.of(
            DEVICE.name(), device,
            MOUNTPOINT.name(), mountpoint,
            FILESYSTEM.name(), filesystem));
  }

  @Override
  public EntityType type() {
    return EntityType.FS_MOUNT;
  }

  @Override
  public EntityKey key() {
    return owner.child(type(), name());
  }

  @Override
  public FsMount with(Property property, String text) {
    return new FsMount(owner, SCHEMA.with(values, property, text));
  }
}
