package org.cmimage.model.edit.staged;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The effects of staged edits on an entity that is not staged itself. */
public final class IndirectEdits {
  /** The directory of a node-installer that nodes write to, exported separately. */
  private static final String CERTIFICATES = "/certificates";

  private final ClusterSnapshot onto;
  private final Staged staged;
  private final Map<EntityKey, EntityKey> renames;
  private final Set<EntityKey> partsOfGone;

  IndirectEdits(
      ClusterSnapshot onto,
      Staged staged,
      Map<EntityKey, EntityKey> renames,
      Set<EntityKey> partsOfGone) {
    this.onto = onto;
    this.staged = staged;
    this.renames = renames;
    this.partsOfGone = partsOfGone;
  }

  /** Returns whether no name or place changed, so that no reference has to follow. */
  boolean isStill() {
    return renames.isEmpty();
  }

  /** Returns whether the entity is removed because another one is. */
  boolean isDropped(Entity entity) {
    if (entity.key().owner().flatMap(staged::departure).isPresent()) {
      return true;
    }
    return switch (entity.type()) {
      case FS_PART -> partsOfGone.contains(entity.key()) && isOfImage(entity);
      case FS_EXPORT -> isGone(entity);
      case CATEGORY -> isForImageGone(entity);
      case FS_MOUNT ->
          entity
              .key()
              .owner()
              .filter(owner -> owner.type() == EntityType.CATEGORY)
              .flatMap(onto::find)
              .filter(this::isForImageGone)
              .isPresent();
      case PARTITION, NETWORK, SOFTWARE_IMAGE, DEVICE, ARCH_OS -> false;
    };
  }

  /**
   * Returns whether the entity is the unused category that was made with an image that is removed.
   */
  private boolean isForImageGone(Entity category) {
    Optional<EntityKey> image = category.reference(Category.SOFTWARE_IMAGE);
    return image.flatMap(staged::departure).isPresent()
        && image
            .flatMap(key -> ComponentName.find(key.name()))
            .filter(made -> made.categoryName().equals(category.name()))
            .isPresent()
        && onto.nodesIn(category.name()).isEmpty()
        && onto.partition()
            .filter(base -> base.get(Partition.DEFAULT_CATEGORY).equals(category.name()))
            .isEmpty();
  }

  static boolean isOfImage(Entity part) {
    return List.of("image", "boot").contains(part.get(FsPart.TYPE));
  }

  /** Returns whether an export is one that follows from its owner. */
  public static boolean isAutomatic(Entity export) {
    return export.type() == EntityType.FS_EXPORT && export.get(FsExport.AUTOMATIC).equals("yes");
  }

  private boolean isGone(Entity export) {
    EntityKey part = EntityKey.of(EntityType.FS_PART, directory(export.get(FsExport.PATH)));
    return Stream.concat(export.reference(FsExport.NETWORK).stream(), Stream.of(part))
        .flatMap(key -> staged.departure(key).stream())
        .anyMatch(departure -> goesWith(export, departure.before()));
  }

  /** Returns whether the export was made for the network or part, and has no use without it. */
  static boolean goesWith(Entity export, Entity gone) {
    if (!isAutomatic(export)) {
      return false;
    }
    return switch (gone.type()) {
      case NETWORK -> export.get(FsExport.NETWORK).equals(gone.name());
      case FS_PART -> isExported(gone) && directory(export.get(FsExport.PATH)).equals(gone.name());
      case PARTITION, SOFTWARE_IMAGE, CATEGORY, DEVICE, ARCH_OS, FS_MOUNT, FS_EXPORT -> false;
    };
  }

  /**
   * Returns whether the part is exported automatically. Nodes' home directories, for example, are
   * exported whatever parts there are.
   */
  private static boolean isExported(Entity part) {
    return List.of("cm-shared", "node-installer").contains(part.get(FsPart.TYPE));
  }

  /**
   * Returns the entity with the present names of the entities it refers to and belongs to.
   *
   * @param isFree whether an automatic export may take this key; else it keeps its name
   */
  Entity follow(Entity entity, Predicate<EntityKey> isFree) {
    return follow(entity, renames, isFree);
  }

  /** Returns the entity as {@link #follow(Entity, Predicate)} does, for these renames. */
  static Entity follow(
      Entity entity, Map<EntityKey, EntityKey> renames, Predicate<EntityKey> isFree) {
    if (renames.isEmpty()) {
      return entity;
    }
    EntityKey key = entity.key();
    Entity followed = References.follow(entity, renames);
    if (renames.containsKey(key) || key.owner().isEmpty()) {
      return References.moved(followed, renames.getOrDefault(key, key));
    }
    EntityKey owner = key.owner().map(former -> renames.getOrDefault(former, former)).get();
    EntityKey now = owner.child(key.type(), key.name());
    if (isAutomatic(entity)) {
      followed = followed.with(FsExport.PATH, exportedPath(entity, renames));
      EntityKey named = owner.child(key.type(), automaticName(followed));
      if (key.name().equals(automaticName(entity)) && isFree.test(named)) {
        now = named;
      }
    }
    return References.moved(followed, now);
  }

  private static String automaticName(Entity export) {
    return export.get(FsExport.PATH) + "@" + export.get(FsExport.NETWORK);
  }

  private static String exportedPath(Entity export, Map<EntityKey, EntityKey> renames) {
    String path = export.get(FsExport.PATH);
    String directory = directory(path);
    EntityKey now = renames.get(EntityKey.of(EntityType.FS_PART, directory));
    return now == null ? path : now.name() + path.substring(directory.length());
  }

  private static String directory(String path) {
    return path.endsWith(CERTIFICATES)
        ? path.substring(0, path.length() - CERTIFICATES.length())
        : path;
  }
}
