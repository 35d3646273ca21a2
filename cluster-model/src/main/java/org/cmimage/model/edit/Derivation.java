package org.cmimage.model.edit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.cmimage.model.edit.Staged.Edit;
import org.cmimage.model.entity.ChangeSet;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.SoftwareImage;

/**
 * A cluster with staged edits made, and with what follows from them:
 *
 * <ul>
 *   <li>references and what belongs to an entity follow its new name,
 *   <li>the parts of an image come, move and go with it,
 *   <li>automatic exports follow their directory and network, and go with them,
 *   <li>what belongs to an entity goes with it.
 * </ul>
 *
 * Entities that are staged themselves are as they are staged.
 */
final class Derivation {
  private final ClusterSnapshot onto;
  private final Staged staged;
  private final Map<EntityKey, EntityKey> renames;
  private final Set<EntityKey> formerKeys;
  private final Following following;
  private final Map<EntityKey, Entity> entities = new TreeMap<>();
  private final Map<EntityKey, EntityKey> origins = new HashMap<>();
  private final Map<EntityKey, EntityKey> moves = new HashMap<>();
  private final Map<EntityKey, Entity> dropped = new TreeMap<>();

  private Derivation(ClusterSnapshot onto, Staged staged) {
    this.onto = onto;
    this.staged = staged;
    this.formerKeys = new HashSet<>();
    staged.edits().forEach(edit -> edit.before().map(Entity::key).ifPresent(formerKeys::add));
    this.renames = new HashMap<>(staged.renames());
    renames.putAll(partMoves());
    this.following = new Following(renames, staged);
  }

  static Derivation of(ClusterSnapshot onto, Staged staged) {
    Derivation derivation = new Derivation(onto, staged);
    onto.entities().values().forEach(derivation::take);
    for (Edit edit : staged.edits()) {
      derivation.entities.put(edit.key(), edit.after());
      edit.former().ifPresent(former -> derivation.moved(former, edit.key()));
    }
    staged.edits().forEach(derivation::addParts);
    return derivation;
  }

  /** The cluster afterwards, still of the version it was derived from. */
  ClusterSnapshot cluster() {
    return new ClusterSnapshot(onto.version(), entities);
  }

  /** The key, in the cluster this was derived from, of what has this key now. */
  EntityKey origin(EntityKey now) {
    return origins.getOrDefault(now, now);
  }

  /**
   * The entity as these edits leave it, empty when they remove it; or itself where the cluster this
   * was derived from has it otherwise already.
   */
  Optional<Entity> after(Entity before) {
    if (!onto.find(before.key()).equals(Optional.of(before))) {
      return Optional.of(before);
    }
    EntityKey now = moves.getOrDefault(before.key(), before.key());
    return Optional.ofNullable(entities.get(now))
        .filter(entity -> origin(entity.key()).equals(before.key()));
  }

  /** What goes only because something else was removed, as it was. */
  Map<EntityKey, Entity> dropped() {
    return dropped;
  }

  /** What leads from the cluster this was derived from to this one. */
  ChangeSet changes() {
    ChangeSet.Builder changes = ChangeSet.of(onto);
    onto.entities().keySet().stream()
        .filter(key -> !entities.containsKey(key))
        .forEach(changes::remove);
    entities.values().stream()
        .filter(entity -> !onto.find(entity.key()).equals(Optional.of(entity)))
        .forEach(changes::put);
    return changes.build();
  }

  /** The moves of parts with their images, of those parts that are not staged themselves. */
  private Map<EntityKey, EntityKey> partMoves() {
    Map<EntityKey, EntityKey> moves = new HashMap<>();
    for (Edit edit : staged.edits()) {
      String from = edit.before().flatMap(Derivation::imagePath).orElse("");
      String to = imagePath(edit.after()).orElse("");
      if (!from.isEmpty() && !to.isEmpty() && !from.equals(to)) {
        for (int i = 0; i < FsPart.ofImage(from).size(); i++) {
          EntityKey part = FsPart.ofImage(from).get(i).key();
          EntityKey moved = FsPart.ofImage(to).get(i).key();
          if (!formerKeys.contains(part) && isFree(moved)) {
            moves.put(part, moved);
          }
        }
      }
    }
    return moves;
  }

  private boolean isFree(EntityKey key) {
    return onto.find(key).isEmpty() && staged.edit(key).isEmpty();
  }

  private void moved(EntityKey former, EntityKey now) {
    origins.put(now, former);
    moves.put(former, now);
  }

  private void take(Entity entity) {
    EntityKey key = entity.key();
    if (formerKeys.contains(key) || staged.departure(key).isPresent()) {
      return;
    }
    if (following.isDropped(entity)) {
      dropped.put(key, entity);
      return;
    }
    Entity followed = following.follow(entity);
    if (!followed.key().equals(key)) {
      moved(key, followed.key());
    }
    entities.put(followed.key(), followed);
  }

  /** Gives an image that is new, or stands elsewhere now, the parts it lacks. */
  private void addParts(Edit edit) {
    Optional<String> path = imagePath(edit.after());
    if (path.isEmpty() || path.equals(edit.before().flatMap(Derivation::imagePath))) {
      return;
    }
    for (FsPart part : FsPart.ofImage(path.get())) {
      EntityKey key = part.key();
      String below = part.name().substring(path.get().length());
      boolean isRemoved =
          staged.departure(key).isPresent()
              || partBelow(edit.before().flatMap(Derivation::imagePath), below)
                  .flatMap(staged::departure)
                  .isPresent();
      if (staged.edit(key).isEmpty() && !isRemoved) {
        Entity there =
            Optional.ofNullable(entities.get(key))
                .or(() -> partBelow(edit.copyOf(), below).map(entities::get))
                .orElse(part);
        entities.put(key, References.moved(there, key).with(FsPart.TYPE, part.get(FsPart.TYPE)));
      }
    }
  }

  private static Optional<EntityKey> partBelow(Optional<String> imagePath, String below) {
    return imagePath.map(path -> EntityKey.of(EntityType.FS_PART, path + below));
  }

  /** Where an image's tree stands; empty for what is no image, or an image without a path. */
  static Optional<String> imagePath(Entity entity) {
    return entity instanceof SoftwareImage image
        ? Optional.of(image.path()).filter(path -> !path.isEmpty())
        : Optional.empty();
  }
}
