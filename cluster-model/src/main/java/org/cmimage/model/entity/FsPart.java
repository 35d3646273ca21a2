package org.cmimage.model.entity;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A directory of the head node that provisioning copies to nodes or other provisioning servers,
 * with the settings of the copy.
 */
public record FsPart(Map<String, String> values) implements Entity {
  /** The directory's path, which is also the part's name. */
  public static final Property PATH = Property.key("Path", new ValueForm.ClusterPath());

  /** The role in provisioning. */
  public static final Property TYPE =
      Property.of(
              "Type",
              ValueForm.Choice.of(
                  "image",
                  "boot",
                  "cm-shared",
                  "node-installer",
                  "tftpboot",
                  "custom",
                  "monitoring"))
          .byDefault("custom");

  /** Whether provisioning must not change it, and its tree must be neither deleted nor replaced. */
  public static final Property LOCKED =
      Property.yesNo("Locked", false).and(Property.Trait.READ_ONLY);

  /** The path of an image's boot part, relative to the image's path. */
  private static final String BOOT = "/boot";

  static final Schema SCHEMA =
      Schema.of(
          PATH,
          TYPE,
          Property.of("Watch directories", new ValueForm.Words()),
          Property.number("Dirty auto sync delay", 0),
          Property.number("Auto dirty delay", 0),
          Property.content("Pre sync script"),
          Property.content("Post sync script"),
          Property.yesNo("Abort on pre sync script failure", true),
          Property.yesNo("Run post on failure", false),
          Property.number("Sync script timeout", 15),
          Property.yesNo("Rsync acl", true),
          Property.yesNo("Rsync xattr", true),
          Property.yesNo("Rsync hardlinks", true),
          Property.yesNo("Rsync sparse", true),
          Property.yesNo("Rsync numeric ids", true),
          Property.yesNo("Rsync force", true),
          Property.yesNo("Rsync prune", false),
          Property.yesNo("Rsync delta", false),
          Property.number("Rsync block size", 0),
          Property.number("Rsync bandwidth limit", 0),
          Property.yesNo("Rsync check network mount", true),
          Property.line("Extra rsync arguments"),
          LOCKED);

  public FsPart {
    values = SCHEMA.complete(values);
  }

  /** Makes the part at {@code path} of this type, with defaults otherwise. */
  public static FsPart of(String path, String type) {
    return new FsPart(Map.of(PATH.name(), path, TYPE.name(), type));
  }

  /** Returns the two parts every software image has: its tree and the kernels in it. */
  public static List<FsPart> ofImage(String imagePath) {
    return List.of(of(imagePath, "image"), of(imagePath + BOOT, "boot"));
  }

  @Override
  public EntityType type() {
    return EntityType.FS_PART;
  }

  @Override
  public EntityKey key() {
    return EntityKey.of(type(), name());
  }

  @Override
  public FsPart with(Property property, String text) {
    return new FsPart(SCHEMA.with(values, property, text));
  }

  /**
   * Returns the path of the image this is a part of: its own for type image, that of the directory
   * above for type boot, else empty.
   */
  public Optional<String> imagePath() {
    return switch (get(TYPE)) {
      case "image" -> Optional.of(name());
      case "boot" ->
          name().endsWith(BOOT)
              ? Optional.of(name().substring(0, name().length() - BOOT.length()))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Returns whether a part is {@link #LOCKED}. */
  public static boolean isLocked(Entity part) {
    return part.get(LOCKED).equals("yes");
  }
}
