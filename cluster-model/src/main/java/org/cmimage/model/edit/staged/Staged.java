package org.cmimage.model.edit.staged;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;

/**
 * The edits that are not committed yet: entities to put, by their new keys, and departures, by the
 * keys in the store. A key may be in both, where a new entity replaces a removed one. Not
 * thread-safe.
 */
public final class Staged {
  /**
   * One entity to put.
   *
   * @param before the entity as it was when the edit began; empty for a new one
   * @param original what a new one was cloned from
   */
  public record Edit(Optional<Entity> before, Entity after, Original original) {
    /** Returns the key of the entity. */
    public EntityKey key() {
      return after.key();
    }

    /** Returns the key in the store, where it differs. */
    public Optional<EntityKey> former() {
      return before.map(Entity::key).filter(key -> !key.equals(key()));
    }
  }

  /**
   * The original of a cloned software image.
   *
   * @param tree the path of the original's tree; empty for an entity that was not cloned, or whose
   *     original has none
   * @param parts the original's parts at that time
   */
  public record Original(Optional<String> tree, List<Entity> parts) {
    /** The original of an entity that is no clone. */
    public static final Original NONE = new Original(Optional.empty(), List.of());

    public Original {
      parts = ImmutableList.copyOf(parts);
    }
  }

  /**
   * One entity to remove.
   *
   * @param before the entity as it was when it was removed
   * @param along the entities removed along with it, at that time
   */
  public record Departure(Entity before, Removal how, Map<EntityKey, Entity> along) {
    public Departure {
      along = ImmutableMap.copyOf(along);
    }

    /** Returns the key of the entity. */
    public EntityKey key() {
      return before.key();
    }
  }

  private final NavigableMap<EntityKey, Edit> edits = new TreeMap<>();
  private final NavigableMap<EntityKey, Departure> departures = new TreeMap<>();

  /** Renamed entities: from the key in the store to the present key. */
  private final Map<EntityKey, EntityKey> renames = new HashMap<>();

  /** Returns the entities that are added or changed. */
  public Collection<Edit> edits() {
    return Collections.unmodifiableCollection(edits.values());
  }

  /** Returns the entities that are removed. */
  public Collection<Departure> departures() {
    return Collections.unmodifiableCollection(departures.values());
  }

  /** Returns the edit of an entity; empty if it is not edited. */
  public Optional<Edit> edit(EntityKey key) {
    return Optional.ofNullable(edits.get(key));
  }

  /** Returns the departure of an entity; empty if it is not removed. */
  public Optional<Departure> departure(EntityKey key) {
    return Optional.ofNullable(departures.get(key));
  }

  /** Returns the entities without owner that are staged, or own a staged entity. */
  public Set<EntityKey> roots() {
    Set<EntityKey> roots = new TreeSet<>();
    edits.keySet().forEach(key -> roots.add(Selection.root(key)));
    departures.values().forEach(departure -> roots.add(Selection.root(present(departure))));
    return roots;
  }

  /** Returns the renamed entities: from the key in the store to the present key. */
  Map<EntityKey, EntityKey> renames() {
    return Collections.unmodifiableMap(renames);
  }

  /**
   * Returns the edits of an entity and of the entities that belong to it, by their present keys.
   */
  public List<Edit> edits(EntityKey owner) {
    return group(edits, owner);
  }

  /**
   * Returns the departures of an entity and of the entities that belong to it, by their keys in the
   * store.
   */
  public List<Departure> departures(EntityKey owner) {
    return group(departures, owner);
  }

  /**
   * Returns the entries of an owner and of the entities that belong to it, which follow it in the
   * order of keys.
   */
  private static <V> List<V> group(NavigableMap<EntityKey, V> all, EntityKey owner) {
    List<V> group = new ArrayList<>();
    for (Map.Entry<EntityKey, V> entry : all.tailMap(owner, true).entrySet()) {
      if (!Removing.isOrBelongsTo(entry.getKey(), owner)) {
        break;
      }
      group.add(entry.getValue());
    }
    return group;
  }

  /** Returns the entity as it was when it was first edited or removed, by its key in the store. */
  Optional<Entity> before(EntityKey stored) {
    Optional<Entity> edited =
        edit(renames.getOrDefault(stored, stored))
            .flatMap(Edit::before)
            .filter(before -> before.key().equals(stored));
    return edited.or(() -> departure(stored).map(Departure::before));
  }

  /** Adds an edit, or replaces the one of the same key. */
  public void put(Edit edit) {
    forget(edit.key());
    edits.put(edit.key(), edit);
    edit.former().ifPresent(former -> renames.put(former, edit.key()));
  }

  private void forget(EntityKey key) {
    Edit gone = edits.remove(key);
    if (gone != null) {
      gone.former().ifPresent(former -> renames.remove(former, key));
    }
  }

  /** Stages a removal, which replaces an edit of the entity. */
  public void put(Departure departure) {
    departures.put(departure.key(), departure);
  }

  /** Returns the key the departing entity would have now, as its owner may have been renamed. */
  public EntityKey present(Departure departure) {
    EntityKey key = departure.key();
    return key.owner().map(owner -> renamed(owner).child(key.type(), key.name())).orElse(key);
  }

  private EntityKey renamed(EntityKey former) {
    return renames.getOrDefault(former, former);
  }

  /** Returns whether an entity, or one that belongs to it, is staged. */
  public boolean isModified(EntityKey present) {
    EntityKey stored = edit(present).flatMap(Edit::before).map(Entity::key).orElse(present);
    return !edits(present).isEmpty()
        || Stream.concat(departures(present).stream(), departures(stored).stream())
            .anyMatch(gone -> Removing.isOrBelongsTo(present(gone), present));
  }

  /** Returns whether any entity of a type, or one that belongs to such an entity, is staged. */
  public boolean isModified(EntityType type) {
    Stream<EntityKey> staged =
        type.owners().isEmpty()
            ? Stream.of(edits, departures)
                .flatMap(
                    all -> Optional.ofNullable(all.ceilingKey(EntityKey.of(type, ""))).stream())
            : Stream.concat(edits.keySet().stream(), departures.keySet().stream());
    return staged.anyMatch(
        key -> key.type() == type || key.owner().filter(o -> o.type() == type).isPresent());
  }

  /** Removes edits and departures, selected by their present keys. */
  public void forget(Predicate<EntityKey> present) {
    departures.values().removeIf(departure -> present.test(present(departure)));
    List.copyOf(edits.keySet()).stream().filter(present).forEach(this::forget);
  }

  /** Removes an edit. */
  public void forget(Edit edit) {
    forget(edit.key());
  }

  /** Removes a departure. */
  public void forget(Departure departure) {
    departures.remove(departure.key());
  }

  /**
   * Renames an entity: the edits of it, of the entities that belong to it and of those that refer
   * to it follow.
   *
   * @param isFree see {@link IndirectEdits#follow}
   * @param concerned the edits that may be of these
   */
  public void rename(
      EntityKey from, EntityKey to, Predicate<EntityKey> isFree, List<Edit> concerned) {
    Map<EntityKey, EntityKey> renaming = Map.of(from, to);
    for (Edit edit : concerned) {
      Entity after = IndirectEdits.follow(edit.after(), renaming, isFree);
      forget(edit.key());
      put(new Edit(edit.before(), after, edit.original()));
    }
  }

  /** Returns a copy without one edit. */
  public Staged without(Edit one) {
    Staged others = new Staged();
    others.edits.putAll(edits);
    others.renames.putAll(renames);
    others.departures.putAll(departures);
    others.forget(one);
    return others;
  }
}
