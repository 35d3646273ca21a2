package org.cmimage.model.entity;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * The unique key of an entity: its path from the cluster, with one step for an entity without
 * owner, two for one that belongs to another. In the order of keys the entities that belong to an
 * entity follow it.
 *
 * @param path one or two steps
 */
public record EntityKey(List<Step> path) implements Comparable<EntityKey> {
  /** The type and the name of an entity, unique among those of the same owner. */
  public record Step(EntityType type, String name) implements Comparable<Step> {
    @Override
    public int compareTo(Step other) {
      int order = type.compareTo(other.type);
      return order != 0 ? order : name.compareTo(other.name);
    }
  }

  public EntityKey {
    path = ImmutableList.copyOf(path);
    boolean ownerFits =
        path.size() == 1
            ? path.get(0).type().owners().isEmpty()
            : path.size() == 2 && path.get(1).type().owners().contains(path.get(0).type());
    if (!ownerFits) {
      throw new IllegalArgumentException("no entity stands there: " + path);
    }
  }

  /** Makes the key of an entity without owner. */
  public static EntityKey of(EntityType type, String name) {
    return new EntityKey(List.of(new Step(type, name)));
  }

  /** Returns the key of an entity that belongs to the one of this key. */
  public EntityKey child(EntityType childType, String childName) {
    return new EntityKey(
        ImmutableList.<Step>builder().addAll(path).add(new Step(childType, childName)).build());
  }

  /** Returns the type of the entity. */
  public EntityType type() {
    return last().type();
  }

  /** Returns the name of the entity, unique among those of its type and owner. */
  public String name() {
    return last().name();
  }

  /** Returns the key of the owner, or empty for an entity without owner. */
  public Optional<EntityKey> owner() {
    return path.size() == 1 ? Optional.empty() : Optional.of(new EntityKey(path.subList(0, 1)));
  }

  private Step last() {
    return path.get(path.size() - 1);
  }

  @Override
  public int compareTo(EntityKey other) {
    int order = path.get(0).compareTo(other.path.get(0));
    if (order != 0 || path.size() != other.path.size()) {
      return order != 0 ? order : path.size() - other.path.size();
    }
    return path.size() == 1 ? 0 : path.get(1).compareTo(other.path.get(1));
  }

  /** Returns the key in the form used in messages: {@code fsmounts /home of device head01}. */
  @Override
  public String toString() {
    return type().mode() + " " + name() + owner().map(owner -> " of " + owner).orElse("");
  }
}
