package org.cmimage.model.edit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.edit.EditConflict.Difference;
import org.cmimage.model.edit.staged.Derivation;
import org.cmimage.model.edit.staged.IndirectEdits;
import org.cmimage.model.edit.staged.Staged;
import org.cmimage.model.edit.staged.Staged.Departure;
import org.cmimage.model.edit.staged.Staged.Edit;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.Property;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The changes of other sessions that conflict with staged edits. Equal changes are no conflict. */
final class Conflicts {
  private final ClusterSnapshot newest;
  private final Map<EntityKey, Entity> along = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();

  private Conflicts(ClusterSnapshot newest, Staged staged) {
    this.newest = newest;
    staged.departures().forEach(departure -> departure.along().forEach(along::putIfAbsent));
  }

  /**
   * Returns all conflicts between the staged edits and the newest state, in the order of entities.
   *
   * @param derived the newest state with the edits applied
   */
  static List<Difference> find(ClusterSnapshot newest, Staged staged, Derivation derived) {
    Conflicts conflicts = new Conflicts(newest, staged);
    Set<EntityKey> left = derived.left();
    for (Edit edit : staged.edits()) {
      conflicts.checkBefore(edit);
      boolean isNewThere = edit.before().isEmpty() || edit.former().isPresent();
      if (isNewThere && !left.contains(edit.key())) {
        conflicts.checkPlace(edit);
      }
    }
    staged.departures().forEach(conflicts::checkDeparture);
    derived.dropped().values().forEach(conflicts::checkDropped);
    return conflicts.differences.stream()
        .sorted((one, other) -> one.entity().compareTo(other.entity()))
        .toList();
  }

  /** Checks that an edited entity in the store is still as it was when the edit began. */
  private void checkBefore(Edit edit) {
    if (edit.before().isEmpty()) {
      return;
    }
    Entity before = edit.before().get();
    Optional<Entity> theirs = newest.find(before.key());
    if (theirs.isPresent()) {
      compare(before, theirs.get(), Optional.of(edit.after()));
    } else if (!newest.find(edit.key()).equals(Optional.of(edit.after()))) {
      add(before.key(), key(before), Optional.empty(), Optional.of(edit.after().name()));
    }
  }

  /**
   * Checks that an entity to remove is unchanged in the store. A removal by another session is no
   * conflict.
   */
  private void checkDeparture(Departure departure) {
    Optional<Entity> theirs = newest.find(departure.key());
    Optional<EntityKey> owner = departure.key().owner();
    if (theirs.isPresent()) {
      compare(departure.before(), theirs.get(), Optional.empty());
    } else if (owner.isPresent() && newest.find(owner.get()).isEmpty()) {
      Property key = owner.get().type().schema().key();
      add(owner.get(), key, Optional.empty(), Optional.of(owner.get().name()));
    }
  }

  /** Checks that no other session put an entity under the key this one is to have. */
  private void checkPlace(Edit edit) {
    newest
        .find(edit.key())
        .ifPresent(
            theirs -> {
              for (Property property : edit.after().type().schema().properties()) {
                compare(property, theirs, edit.after());
              }
            });
  }

  private void compare(Property property, Entity theirs, Entity ours) {
    if (!theirs.get(property).equals(ours.get(property))) {
      add(ours.key(), property, Optional.of(theirs.get(property)), Optional.of(ours.get(property)));
    }
  }

  private void checkDropped(Entity theirs) {
    Optional<Entity> seen = Optional.ofNullable(along.get(theirs.key()));
    if (seen.isPresent()) {
      compare(seen.get(), theirs, Optional.empty());
    } else if (!IndirectEdits.isAutomatic(theirs)) {
      // An automatic export follows from its directory and network, whoever made it.
      add(theirs.key(), key(theirs), Optional.of(theirs.name()), Optional.empty());
    }
  }

  /**
   * Records the properties whose stored value is neither the value before the edit nor the new one.
   */
  private void compare(Entity before, Entity theirs, Optional<Entity> after) {
    for (Property property : before.type().schema().properties()) {
      String value = theirs.get(property);
      Optional<String> ours = after.map(entity -> entity.get(property));
      if (!property.is(Property.Trait.KEY)
          && !value.equals(before.get(property))
          && !ours.equals(Optional.of(value))) {
        add(before.key(), property, Optional.of(value), ours);
      }
    }
  }

  private static Property key(Entity entity) {
    return entity.type().schema().key();
  }

  private void add(
      EntityKey entity, Property property, Optional<String> theirs, Optional<String> ours) {
    differences.add(new Difference(entity, property, theirs, ours));
  }
}
