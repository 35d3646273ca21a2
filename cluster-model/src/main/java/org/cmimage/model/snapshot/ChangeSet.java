package org.cmimage.model.snapshot;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;

/**
 * Changes to a cluster, applied all or nothing: entities to put, whether they exist or not, and
 * entities to remove together with the entities that belong to them.
 *
 * @param baseVersion the version of the snapshot the changes were made from
 * @param puts the entities to add or replace, by key
 * @param removes the keys to remove; no key is in both
 */
public record ChangeSet(long baseVersion, Map<EntityKey, Entity> puts, Set<EntityKey> removes) {
  public ChangeSet {
    puts = ImmutableSortedMap.copyOf(puts);
    removes = ImmutableSortedSet.copyOf(removes);
    for (Map.Entry<EntityKey, Entity> put : puts.entrySet()) {
      if (!put.getKey().equals(put.getValue().key()) || removes.contains(put.getKey())) {
        throw new IllegalArgumentException(
            "cannot put " + put.getValue().key() + " as " + put.getKey());
      }
    }
  }

  /** Starts a set of changes to this snapshot. */
  public static Builder of(ClusterSnapshot base) {
    return new Builder(base.version());
  }

  /**
   * Returns the changes from one state of a cluster to another, which is not a later version of it.
   */
  public static ChangeSet between(ClusterSnapshot before, ClusterSnapshot after) {
    Builder changes = of(before);
    before.entities().keySet().stream()
        .filter(key -> after.find(key).isEmpty())
        .forEach(changes::remove);
    after.entities().values().stream()
        .filter(entity -> !before.find(entity.key()).equals(Optional.of(entity)))
        .forEach(changes::put);
    return changes.build();
  }

  /** Returns whether there are no changes. */
  public boolean isEmpty() {
    return puts.isEmpty() && removes.isEmpty();
  }

  /**
   * Returns whether applying the changes to the snapshot, of whatever version, would change
   * nothing.
   */
  public boolean isDoneIn(ClusterSnapshot snapshot) {
    return puts.values().stream()
            .allMatch(entity -> entity.equals(snapshot.entities().get(entity.key())))
        && removes.stream().noneMatch(snapshot.entities()::containsKey);
  }

  /**
   * A builder of change sets; of two changes to the same entity the later one counts. Not
   * thread-safe.
   */
  public static final class Builder {
    private final long baseVersion;
    private final Map<EntityKey, Entity> puts = new TreeMap<>();
    private final Set<EntityKey> removes = new TreeSet<>();

    private Builder(long baseVersion) {
      this.baseVersion = baseVersion;
    }

    /** Adds the entity, or replaces the one of the same key. */
    public Builder put(Entity entity) {
      removes.remove(entity.key());
      puts.put(entity.key(), entity);
      return this;
    }

    /** Removes the entity and what belongs to it, if it is there. */
    public Builder remove(EntityKey key) {
      puts.keySet().removeIf(put -> put.equals(key) || put.owner().equals(Optional.of(key)));
      removes.add(key);
      return this;
    }

    /** Returns the changes added so far. */
    public ChangeSet build() {
      return new ChangeSet(baseVersion, puts, removes);
    }
  }
}
