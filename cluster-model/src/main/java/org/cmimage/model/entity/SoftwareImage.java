package org.cmimage.model.entity;

import java.util.Map;

/** The tree that nodes run, {@code /cm/images/<name>}, with its boot settings. */
public record SoftwareImage(Map<String, String> values) implements Entity {
  /** The image's name; also the directory's name until the image is renamed. */
  public static final Property NAME = Property.key("Name", new ValueForm.Name());

  /** The tree's path. */
  public static final Property PATH =
      Property.of("Path", new ValueForm.ClusterPath())
          .and(Property.Trait.REQUIRED)
          .and(Property.Trait.UNIQUE);

  /** The image it was cloned from. */
  public static final Property ORIGINAL_IMAGE =
      Property.line("Original image").and(Property.Trait.READ_ONLY);

  /** The kernel release nodes boot: the name of a directory below {@code /lib/modules}. */
  public static final Property KERNEL_VERSION = Property.line("Kernel version");

  /** The device the kernel writes its messages to. */
  public static final Property KERNEL_OUTPUT_CONSOLE =
      Property.line("Kernel output console").byDefault("tty0");

  /** When the image was made. */
  public static final Property CREATION_TIME =
      Property.of("Creation time", new ValueForm.Time()).and(Property.Trait.READ_ONLY);

  static final Schema SCHEMA =
      Schema.of(
          NAME,
          PATH,
          ORIGINAL_IMAGE,
          KERNEL_VERSION,
          Property.line("Kernel parameters").byDefault("rd.driver.blacklist=nouveau"),
          KERNEL_OUTPUT_CONSOLE,
          CREATION_TIME,
          Property.yesNo("Enable SOL", false),
          Property.line("SOL Port").byDefault("ttyS1"),
          Property.of(
                  "SOL Speed",
                  ValueForm.Choice.of(
                      "115200", "57600", "38400", "19200", "9600", "4800", "2400", "1200"))
              .byDefault("115200"),
          Property.yesNo("SOL Flow Control", true),
          Property.text("Notes"));

  public SoftwareImage {
    values = SCHEMA.complete(values);
  }

  /** Makes the image of this name with the tree at {@code path}, and defaults otherwise. */
  public static SoftwareImage of(String name, String path) {
    return new SoftwareImage(Map.of(NAME.name(), name, PATH.name(), path));
  }

  @Override
  public EntityType type() {
    return EntityType.SOFTWARE_IMAGE;
  }

  @Override
  public EntityKey key() {
    return EntityKey.of(type(), name());
  }

  @Override
  public SoftwareImage with(Property property, String text) {
    return new SoftwareImage(SCHEMA.with(values, property, text));
  }

  /** Returns the tree's path, an absolute path of the cluster. */
  public String path() {
    return get(PATH);
  }
}
