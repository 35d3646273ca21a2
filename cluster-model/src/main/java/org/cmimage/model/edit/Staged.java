package org.cmimage.model.edit;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;

/**
 * What was edited and is not committed: entities that are to be there, by their new keys, and
 * departures, by the keys in the store. One key may be in both, where something new takes the place
 * of what goes. Not thread-safe.
 */
final class Staged {
  /**
   * One entity as it is to be.
   *
   * @param before as it was when the edit began; empty for a new one
   * @param copyOf for the clone of a software image where the original's tree is
   */
  record Edit(Optional<Entity> before, Entity after, Optional<String> copyOf) {
    EntityKey key() {
      return after.key();
    }

    /** The key in the store, where it is another one. */
    Optional<EntityKey> former() {
      return before.map(Entity::key).filter(key -> !key.equals(key()));
    }
  }

  /**
   * One entity that is not to be there.
   *
   * @param before as it was when it was removed
   * @param along what goes along with it, as it was then
   */
  record Departure(Entity before, Removal how, Map<EntityKey, Entity> along) {
    Departure {
      along = ImmutableMap.copyOf(along);
    }

    EntityKey key() {
      return before.key();
    }
  }

  private final Map<EntityKey, Edit> edits = new TreeMap<>();
  private final Map<EntityKey, Departure> departures = new TreeMap<>();

  Collection<Edit> edits() {
    return Collections.unmodifiableCollection(edits.values());
  }

  Collection<Departure> departures() {
    return Collections.unmodifiableCollection(departures.values());
  }

  Optional<Edit> edit(EntityKey key) {
    return Optional.ofNullable(edits.get(key));
  }

  Optional<Departure> departure(EntityKey key) {
    return Optional.ofNullable(departures.get(key));
  }

  /** What is called otherwise in the store: its keys there and here. */
  Map<EntityKey, EntityKey> renames() {
    Map<EntityKey, EntityKey> renames = new HashMap<>();
    edits.values().forEach(edit -> edit.former().ifPresent(key -> renames.put(key, edit.key())));
    return renames;
  }

  /** Adds an edit, or replaces the one of the same key. */
  void put(Edit edit) {
    edits.put(edit.key(), edit);
  }

  void put(Departure departure) {
    departures.put(departure.key(), departure);
  }

  void forget(Predicate<EntityKey> keys) {
    edits.keySet().removeIf(keys);
    departures.keySet().removeIf(keys);
  }

  void forget(Edit edit) {
    edits.remove(edit.key());
  }

  void forget(Departure departure) {
    departures.remove(departure.key());
  }

  /**
   * Calls an entity otherwise: the edits of it, of what belongs to it and of what refers to it
   * follow.
   */
  void rename(EntityKey from, EntityKey to) {
    for (Edit edit : new ArrayList<>(edits.values())) {
      Optional<EntityKey> key = followed(edit.key(), from, to);
      Entity after = key.isPresent() ? References.moved(edit.after(), key.get()) : edit.after();
      edits.remove(edit.key());
      edits.put(
          after.key(),
          new Edit(edit.before(), References.follow(after, Map.of(from, to)), edit.copyOf()));
    }
  }

  private static Optional<EntityKey> followed(EntityKey key, EntityKey from, EntityKey to) {
    if (key.equals(from)) {
      return Optional.of(to);
    }
    return key.owner().filter(from::equals).map(owner -> to.child(key.type(), key.name()));
  }

  /** What {@code selected} leaves. */
  List<Edit> editsBut(Staged selected) {
    return edits.values().stream().filter(edit -> selected.edit(edit.key()).isEmpty()).toList();
  }
}
