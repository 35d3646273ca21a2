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
 * What was edited and is not committed: entities that are to be there, by their new keys, and
 * departures, by the keys in the store. One key may be in both, where something new takes the place
 * of what goes. Not thread-safe.
 */
public final class Staged {
  /**
   * One entity as it is to be.
   *
   * @param before as it was when the edit began; empty for a new one
   * @param original what a new one was cloned from
   */
  public record Edit(Optional<Entity> before, Entity after, Original original) {
    /** Returns the key of the entity. */
    public EntityKey key() {
      return after.key();
    }

    /** The key in the store, where it is another one. */
    public Optional<EntityKey> former() {
      return before.map(Entity::key).filter(key -> !key.equals(key()));
    }
  }

  /**
   * What a software image was cloned from.
   *
   * @param tree where the original's tree is; empty for what was not cloned or has none
   * @param parts the original's parts as they were then
   */
  public record Original(Optional<String> tree, List<Entity> parts) {
    /** That of an entity that is no copy. */
    public static final Original NONE = new Original(Optional.empty(), List.of());

    public Original {
      parts = ImmutableList.copyOf(parts);
    }
  }

  /**
   * One entity that is not to be there.
   *
   * @param before as it was when it was removed
   * @param along what goes along with it, as it was then
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

  /** What is called otherwise in the store: its keys there and here. */
  private final Map<EntityKey, EntityKey> renames = new HashMap<>();

  /** Returns the entities that are added or changed. */
  public Collection<Edit> edits() {
    return Collections.unmodifiableCollection(edits.values());
  }

  /** Returns the entities that are removed. */
  public Collection<Departure> departures() {
    return Collections.unmodifiableCollection(departures.values());
  }

  /** Returns how an entity is changed; empty if it is not. */
  public Optional<Edit> edit(EntityKey key) {
    return Optional.ofNullable(edits.get(key));
  }

  /** Returns how an entity is removed; empty if it is not. */
  public Optional<Departure> departure(EntityKey key) {
    return Optional.ofNullable(departures.get(key));
  }

  /** The entities that stand alone and are staged, or own what is. */
  public Set<EntityKey> roots() {
    Set<EntityKey> roots = new TreeSet<>();
    edits.keySet().forEach(key -> roots.add(Selection.root(key)));
    departures.values().forEach(departure -> roots.add(Selection.root(present(departure))));
    return roots;
  }

  /** What is called otherwise in the store: its keys there and here. */
  Map<EntityKey, EntityKey> renames() {
    return Collections.unmodifiableMap(renames);
  }

  /** The edits of an entity and of what belongs to it, by their present keys. */
  public List<Edit> edits(EntityKey owner) {
    return group(edits, owner);
  }

  /** The departures of an entity and of what belongs to it, by their keys in the store. */
  public List<Departure> departures(EntityKey owner) {
    return group(departures, owner);
  }

  /** What belongs to an entity follows it in the order of keys. */
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

  /** The entity as it was when it was first edited or removed, by its key in the store. */
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

  /** Stages a removal, in place of what was staged for the entity. */
  public void put(Departure departure) {
    departures.put(departure.key(), departure);
  }

  /** The key the departing entity would have now; its owner may be called otherwise by now. */
  public EntityKey present(Departure departure) {
    EntityKey key = departure.key();
    return key.owner().map(owner -> renamed(owner).child(key.type(), key.name())).orElse(key);
  }

  private EntityKey renamed(EntityKey former) {
    return renames.getOrDefault(former, former);
  }

  /** Whether an entity, or something that belongs to it, is staged. */
  public boolean isModified(EntityKey present) {
    EntityKey stored = edit(present).flatMap(Edit::before).map(Entity::key).orElse(present);
    return !edits(present).isEmpty()
        || Stream.concat(departures(present).stream(), departures(stored).stream())
            .anyMatch(gone -> Removing.isOrBelongsTo(present(gone), present));
  }

  /** Whether any entity of a type, or something that belongs to one, is staged. */
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

  /** Forgets edits and departures by their present keys. */
  public void forget(Predicate<EntityKey> present) {
    departures.values().removeIf(departure -> present.test(present(departure)));
    List.copyOf(edits.keySet()).stream().filter(present).forEach(this::forget);
  }

  /** Takes a change back. */
  public void forget(Edit edit) {
    forget(edit.key());
  }

  /** Takes a removal back. */
  public void forget(Departure departure) {
    departures.remove(departure.key());
  }

  /**
   * Calls an entity otherwise: the edits of it, of what belongs to it and of what refers to it
   * follow.
   *
   * @param isFree see {@link Following#follow}
   * @param concerned the edits that may be of these
   */
  public void rename(
      EntityKey from, EntityKey to, Predicate<EntityKey> isFree, List<Edit> concerned) {
    Map<EntityKey, EntityKey> renaming = Map.of(from, to);
    for (Edit edit : concerned) {
      Entity after = Following.follow(edit.after(), renaming, isFree);
      forget(edit.key());
      put(new Edit(edit.before(), after, edit.original()));
    }
  }

  /** The same without one edit. */
  public Staged without(Edit one) {
    Staged others = new Staged();
    others.edits.putAll(edits);
    others.renames.putAll(renames);
    others.departures.putAll(departures);
    others.forget(one);
    return others;
  }
}
