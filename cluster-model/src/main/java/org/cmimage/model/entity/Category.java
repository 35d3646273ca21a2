package org.cmimage.model.entity;

import java.util.Map;

/** A group of nodes with the same setup: the image they run, and how they boot and install it. */
public record Category(Map<String, String> values) implements Entity {
  /** The category's name. */
  public static final Property NAME = Property.key("Name", new ValueForm.Name());

  /** The image its nodes run unless they have their own. */
  public static final Property SOFTWARE_IMAGE =
      Property.reference("Software Image", EntityType.SOFTWARE_IMAGE);

  /** The protocol by which the boot loader fetches kernel and initramfs. */
  public static final Property BOOT_LOADER_PROTOCOL =
      Property.of("Boot loader protocol", ValueForm.Choice.of("HTTP", "TFTP")).byDefault("HTTP");

  /** The network its nodes are managed over, if it differs from the partition's. */
  public static final Property MANAGEMENT_NETWORK =
      Property.reference("Management network", EntityType.NETWORK);

  /** The router by which its nodes reach other networks. */
  public static final Property DEFAULT_GATEWAY =
      Property.of("Default gateway", new ValueForm.Address());

  /** The kernel release its nodes boot; empty for the one of its image. */
  public static final Property KERNEL_VERSION = Property.line("Kernel version");

  /** How the disks of its nodes are partitioned, in XML; empty for a default. */
  public static final Property DISK_SETUP = Property.content("Disk setup");

  private static final String[] INSTALL_MODES = {"AUTO", "FULL", "MAIN", "NOSYNC", "SKIP"};

  static final Schema SCHEMA =
      Schema.of(
          NAME,
          SOFTWARE_IMAGE,
          Property.of("Install mode", ValueForm.Choice.of(INSTALL_MODES)).byDefault("AUTO"),
          Property.of("New node install mode", ValueForm.Choice.of(INSTALL_MODES))
              .byDefault("FULL"),
          Property.of("Boot loader", ValueForm.Choice.of("syslinux", "grub")).byDefault("syslinux"),
          BOOT_LOADER_PROTOCOL,
          KERNEL_VERSION,
          Property.line("Kernel parameters"),
          Property.line("Kernel output console"),
          MANAGEMENT_NETWORK,
          DEFAULT_GATEWAY,
          DISK_SETUP,
          Property.content("Initialize script"),
          Property.content("Finalize script"),
          Property.content("Exclude list full install"),
          Property.content("Exclude list sync install"),
          Property.content("Exclude list update"),
          Property.content("Exclude list grab"),
          Property.content("Exclude list grab new"),
          Property.yesNo("Node installer disk", false),
          Property.yesNo("Install boot record", false),
          Property.yesNo("Data node", false),
          Property.text("Notes"));

  public Category {
    values = SCHEMA.complete(values);
  }

  /** Makes the category of this name, with defaults otherwise. */
  public static Category named(String name) {
    return new Category(Map.of(NAME.name(), name));
  }

  @Override
  public EntityType type() {
    return EntityType.CATEGORY;
  }

  @Override
  public EntityKey key() {
    return EntityKey.of(type(), name());
  }

  @Override
  public Category with(Property property, String text) {
    return new Category(SCHEMA.with(values, property, text));
  }
}
