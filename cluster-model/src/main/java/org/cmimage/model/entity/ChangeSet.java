package org.cmimage.model.entity;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is to change in a cluster, all of it or nothing: entities to put, whether they are there
 * already or not, and entities to remove together with what belongs to them.
 *
 * @param baseVersion the version of the snapshot the changes were made from
 * @param puts what is there afterwards
 * @param removes what is not there afterwards; no key is in both
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

  /** What leads from one state of a cluster to another, which is no later version of it. */
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

  /** Whether it asks for nothing. */
  public boolean isEmpty() {
    return puts.isEmpty() && removes.isEmpty();
  }

  /** Whether the snapshot, of whatever version, already is as this asks. */
  public boolean isDoneIn(ClusterSnapshot snapshot) {
    return puts.values().stream()
            .allMatch(entity -> entity.equals(snapshot.entities().get(entity.key())))
        && removes.stream().noneMatch(snapshot.entities()::containsKey);
  }

  /** Gathers changes; of two that concern the same entity the later one holds. Not thread-safe. */
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

    /** The changes gathered so far. */
    public ChangeSet build() {
      return new ChangeSet(baseVersion, puts, removes);
    }
  }
}
