package org.cmimage.model.edit;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.edit.Staged.Departure;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;

/** What staged edits mean for an entity that is not staged itself. */
final class Following {
  /** What nodes write to below a node-installer, exported besides it. */
  private static final String CERTIFICATES = "/certificates";

  private final Map<EntityKey, EntityKey> renames;
  private final Staged staged;
  private final Set<EntityKey> partsOfGone = new HashSet<>();

  Following(Map<EntityKey, EntityKey> renames, Staged staged) {
    this.renames = renames;
    this.staged = staged;
    for (Departure departure : staged.departures()) {
      Derivation.imagePath(departure.before()).stream()
          .flatMap(path -> FsPart.ofImage(path).stream())
          .map(FsPart::key)
          .forEach(partsOfGone::add);
    }
    staged.edits().stream()
        .flatMap(edit -> Derivation.imagePath(edit.after()).stream())
        .flatMap(path -> FsPart.ofImage(path).stream())
        .map(FsPart::key)
        .forEach(partsOfGone::remove);
  }

  /** Whether it goes because something else goes. */
  boolean isDropped(Entity entity) {
    if (entity.key().owner().flatMap(staged::departure).isPresent()) {
      return true;
    }
    return switch (entity.type()) {
      case FS_PART -> partsOfGone.contains(entity.key()) && isOfImage(entity);
      case FS_EXPORT -> isAutomatic(entity) && isGone(entity);
      case PARTITION, NETWORK, SOFTWARE_IMAGE, CATEGORY, DEVICE, ARCH_OS, FS_MOUNT -> false;
    };
  }

  private static boolean isOfImage(Entity part) {
    return List.of("image", "boot").contains(part.get(FsPart.TYPE));
  }

  private static boolean isAutomatic(Entity export) {
    return export.get(FsExport.AUTOMATIC).equals("yes");
  }

  private boolean isGone(Entity export) {
    return References.target(export, FsExport.NETWORK).flatMap(staged::departure).isPresent()
        || staged
            .departure(part(export.get(FsExport.PATH)))
            .filter(departure -> isExported(departure.before()))
            .isPresent();
  }

  /** Nodes' home directories, for example, are exported whatever parts there are. */
  private static boolean isExported(Entity part) {
    return List.of("cm-shared", "node-installer").contains(part.get(FsPart.TYPE));
  }

  /** The entity with the names of what it refers to and belongs to as they are now. */
  Entity follow(Entity entity) {
    if (renames.isEmpty()) {
      return entity;
    }
    Entity followed = References.follow(entity, renames);
    Optional<EntityKey> owner = entity.key().owner().map(key -> renames.getOrDefault(key, key));
    String name = entity.name();
    if (entity.type() == EntityType.FS_EXPORT && isAutomatic(entity)) {
      String path = exportedPath(entity.get(FsExport.PATH));
      if (name.equals(entity.get(FsExport.PATH) + "@" + entity.get(FsExport.NETWORK))) {
        name = path + "@" + followed.get(FsExport.NETWORK);
      }
      followed = followed.with(FsExport.PATH, path);
    }
    EntityKey key =
        owner.isPresent()
            ? owner.get().child(entity.type(), name)
            : renames.getOrDefault(entity.key(), entity.key());
    return References.moved(followed, key);
  }

  private String exportedPath(String path) {
    String directory = directory(path);
    EntityKey now = renames.get(EntityKey.of(EntityType.FS_PART, directory));
    return now == null ? path : now.name() + path.substring(directory.length());
  }

  private static String directory(String path) {
    return path.endsWith(CERTIFICATES)
        ? path.substring(0, path.length() - CERTIFICATES.length())
        : path;
  }

  private static EntityKey part(String path) {
    return EntityKey.of(EntityType.FS_PART, directory(path));
  }
}
