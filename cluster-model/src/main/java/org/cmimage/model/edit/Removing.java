package org.cmimage.model.edit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.edit.Staged.Departure;
import org.cmimage.model.edit.Staged.Edit;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;

/**
 * The removal of one entity: its edits and those of what goes with it are given up.
 *
 * @param seen the cluster without any edits
 */
record Removing(Staged staged, ClusterSnapshot seen) {
  /**
   * Removes an entity.
   *
   * @param entity as it is with the edits made
   * @param before as it was when its edit began; empty for a new one
   */
  void remove(Entity entity, Optional<Entity> before, Removal how) {
    Map<EntityKey, Entity> edited = edited();
    removeStagedExports(entity);
    editsGoingWith(entity).forEach(staged::forget);
    for (Departure departure : List.copyOf(staged.departures())) {
      if (departure.key().owner().equals(before.map(Entity::key)) && before.isPresent()) {
        staged.forget(departure);
      }
    }
    before.ifPresent(was -> depart(was, how, edited));
  }

  /** What is staged, as it was when that began. */
  private Map<EntityKey, Entity> edited() {
    Map<EntityKey, Entity> edited = new HashMap<>();
    staged.departures().forEach(departure -> edited.put(departure.key(), departure.before()));
    staged.edits().forEach(edit -> edit.before().ifPresent(was -> edited.put(was.key(), was)));
    return edited;
  }

  /** An automatic export that is staged itself is to go because of what is staged. */
  private void removeStagedExports(Entity entity) {
    for (Edit edit : List.copyOf(staged.edits())) {
      if (Following.goesWith(edit.after(), entity)) {
        staged.forget(edit);
        edit.before().ifPresent(was -> staged.put(new Departure(was, Removal.ENTITY, Map.of())));
      }
    }
  }

  private List<Edit> editsGoingWith(Entity entity) {
    Set<EntityKey> parts = new HashSet<>(Derivation.parts(Derivation.imagePath(entity)));
    return staged.edits().stream()
        .filter(
            edit ->
                isOrBelongsTo(edit.key(), entity.key())
                    || (parts.contains(edit.key()) && Following.isOfImage(edit.after())))
        .toList();
  }

  static boolean isOrBelongsTo(EntityKey key, EntityKey owner) {
    return key.equals(owner) || key.owner().equals(Optional.of(owner));
  }

  private void depart(Entity before, Removal how, Map<EntityKey, Entity> edited) {
    Staged alone = new Staged();
    alone.put(new Departure(before, how, Map.of()));
    Map<EntityKey, Entity> along = new HashMap<>(Derivation.of(seen, alone).dropped());
    along.replaceAll((key, entity) -> edited.getOrDefault(key, entity));
    staged.put(new Departure(before, how, along));
  }
}
