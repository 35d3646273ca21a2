package org.cmimage.model.edit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
   * @param original what a new one was cloned from
   */
  record Edit(Optional<Entity> before, Entity after, Original original) {
    EntityKey key() {
      return after.key();
    }

    /** The key in the store, where it is another one. */
    Optional<EntityKey> former() {
      return before.map(Entity::key).filter(key -> !key.equals(key()));
    }
  }

  /**
   * What a software image was cloned from.
   *
   * @param tree where the original's tree is; empty for what was not cloned or has none
   * @param parts the original's parts as they were then
   */
  record Original(Optional<String> tree, List<Entity> parts) {
    static final Original NONE = new Original(Optional.empty(), List.of());

    Original {
      parts = ImmutableList.copyOf(parts);
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

  /** The entities that stand alone and are staged, or own what is. */
  Set<EntityKey> roots() {
    Set<EntityKey> roots = new TreeSet<>();
    edits.keySet().forEach(key -> roots.add(Selection.root(key)));
    departures.values().forEach(departure -> roots.add(Selection.root(present(departure))));
    return roots;
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

  /** The key the departing entity would have now; its owner may be called otherwise by now. */
  EntityKey present(Departure departure) {
    EntityKey key = departure.key();
    return key.owner().map(owner -> renamed(owner).child(key.type(), key.name())).orElse(key);
  }

  private EntityKey renamed(EntityKey former) {
    return edits.values().stream()
        .filter(edit -> edit.former().equals(Optional.of(former)))
        .map(Edit::key)
        .findFirst()
        .orElse(former);
  }

  /** Forgets edits and departures by their present keys. */
  void forget(Predicate<EntityKey> present) {
    departures.values().removeIf(departure -> present.test(present(departure)));
    edits.keySet().removeIf(present);
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
   *
   * @param isFree see {@link Following#follow}
   */
  void rename(EntityKey from, EntityKey to, Predicate<EntityKey> isFree) {
    for (Edit edit : new ArrayList<>(edits.values())) {
      Entity after = Following.follow(edit.after(), Map.of(from, to), isFree);
      edits.remove(edit.key());
      edits.put(after.key(), new Edit(edit.before(), after, edit.original()));
    }
  }

  /** The same without one edit. */
  Staged without(Edit one) {
    Staged others = new Staged();
    others.edits.putAll(edits);
    others.departures.putAll(departures);
    others.forget(one);
    return others;
  }
}
