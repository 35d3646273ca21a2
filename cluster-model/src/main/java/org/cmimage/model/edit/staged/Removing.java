package org.cmimage.model.edit.staged;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.edit.staged.Staged.Departure;
import org.cmimage.model.edit.staged.Staged.Edit;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The removal of one entity: its edits and those of the entities removed with it are discarded.
 *
 * @param seen the cluster without any edits
 */
public record Removing(Staged staged, ClusterSnapshot seen) {
  /**
   * Removes an entity.
   *
   * @param entity the entity with the edits made
   * @param before the entity as it was when its edit began; empty for a new one
   */
  public void remove(Entity entity, Optional<Entity> before, Removal how) {
    Map<EntityKey, Entity> along = before.map(this::along).orElse(Map.of());
    removeStagedExports(entity);
    editsGoingWith(entity).forEach(staged::forget);
    if (before.isPresent()) {
      staged.departures(before.get().key()).stream()
          .filter(departure -> departure.key().owner().isPresent())
          .forEach(staged::forget);
      staged.put(new Departure(before.get(), how, along));
    }
  }

  /**
   * Returns whether removing an entity of a type removes nothing but what belongs to it, and
   * neither an image's tree nor an export depends on it.
   */
  public static boolean isPlain(EntityType type) {
    return switch (type) {
      case CATEGORY, DEVICE, ARCH_OS, FS_MOUNT, FS_EXPORT -> true;
      case PARTITION, NETWORK, SOFTWARE_IMAGE, FS_PART -> false;
    };
  }

  /** Returns the entities removed along with an entity, as they were when it was first edited. */
  private Map<EntityKey, Entity> along(Entity before) {
    Map<EntityKey, Entity> along = new HashMap<>();
    if (isPlain(before.type())) {
      seen.owned(before.key()).forEach(owned -> along.put(owned.key(), owned));
    } else {
      Staged alone = new Staged();
      alone.put(new Departure(before, Removal.ENTITY, Map.of()));
      along.putAll(Derivation.of(seen, alone).dropped());
    }
    along.replaceAll((key, entity) -> staged.before(key).orElse(entity));
    return along;
  }

  /** Removes automatic exports that are staged themselves and follow from a removed entity. */
  private void removeStagedExports(Entity entity) {
    if (isPlain(entity.type())) {
      return;
    }
    for (Edit edit : List.copyOf(staged.edits())) {
      if (IndirectEdits.goesWith(edit.after(), entity)) {
        staged.forget(edit);
        edit.before().ifPresent(was -> staged.put(new Departure(was, Removal.ENTITY, Map.of())));
      }
    }
  }

  private List<Edit> editsGoingWith(Entity entity) {
    List<Edit> going = new ArrayList<>(staged.edits(entity.key()));
    Derivation.parts(Derivation.imagePath(entity)).stream()
        .flatMap(part -> staged.edit(part).stream())
        .filter(edit -> IndirectEdits.isOfImage(edit.after()))
        .forEach(going::add);
    return going;
  }

  /** Returns whether an entity is the owner, or belongs to it. */
  public static boolean isOrBelongsTo(EntityKey key, EntityKey owner) {
    return key.equals(owner) || key.owner().equals(Optional.of(owner));
  }
}
