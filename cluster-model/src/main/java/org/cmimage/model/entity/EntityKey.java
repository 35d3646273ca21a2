package org.cmimage.model.entity;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * What tells an entity from all others: the way to it from the cluster, one step for what stands
 * alone, two for what belongs to another entity. Ordered so that what belongs to an entity follows
 * it.
 *
 * @param path one or two steps
 */
public record EntityKey(List<Step> path) implements Comparable<EntityKey> {
  /** A type and the name of one entity among those of this type and the same owner. */
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

  /** The key of an entity that belongs to no other. */
  public static EntityKey of(EntityType type, String name) {
    return new EntityKey(List.of(new Step(type, name)));
  }

  /** The key of an entity that belongs to the one of this key. */
  public EntityKey child(EntityType childType, String childName) {
    return new EntityKey(
        ImmutableList.<Step>builder().addAll(path).add(new Step(childType, childName)).build());
  }

  /** The type of the entity. */
  public EntityType type() {
    return last().type();
  }

  /** The name of the entity among those of its type and owner. */
  public String name() {
    return last().name();
  }

  /** The entity it belongs to, or empty when it stands alone. */
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

  /** As messages name it: {@code fsmounts /home of device head01}. */
  @Override
  public String toString() {
    return type().mode() + " " + name() + owner().map(owner -> " of " + owner).orElse("");
  }
}
