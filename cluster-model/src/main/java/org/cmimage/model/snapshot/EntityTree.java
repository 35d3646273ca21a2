package org.cmimage.model.snapshot;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.jspecify.annotations.Nullable;

/**
 * A map of entities, sorted by key. Immutable: a change makes another map in logarithmic time,
 * which shares common subtrees with this one. A balanced tree after Adelson-Velsky and Landis
 * (AVL).
 */
final class EntityTree extends AbstractMap<EntityKey, Entity> {
  private static final EntityTree EMPTY = new EntityTree(null);

  private static final class Node {
    final EntityKey key;
    final Entity entity;
    final @Nullable Node left;
    final @Nullable Node right;
    final int height;
    final int size;

    Node(EntityKey key, Entity entity, @Nullable Node left, @Nullable Node right) {
      this.key = key;
      this.entity = entity;
      this.left = left;
      this.right = right;
      this.height = 1 + Math.max(heightOf(left), heightOf(right));
      this.size = 1 + sizeOf(left) + sizeOf(right);
    }
  }

  private final @Nullable Node root;

  private EntityTree(@Nullable Node root) {
    this.root = root;
  }

  /** Returns a map with the same entries; the map itself where it is such a tree already. */
  static EntityTree copyOf(Map<EntityKey, Entity> entities) {
    if (entities instanceof EntityTree tree) {
      return tree;
    }
    List<Map.Entry<EntityKey, Entity>> sorted =
        new ArrayList<>(new TreeMap<EntityKey, Entity>(entities).entrySet());
    return sorted.isEmpty() ? EMPTY : new EntityTree(balanced(sorted));
  }

  private static @Nullable Node balanced(List<Map.Entry<EntityKey, Entity>> sorted) {
    if (sorted.isEmpty()) {
      return null;
    }
    int middle = sorted.size() / 2;
    Map.Entry<EntityKey, Entity> entry = sorted.get(middle);
    return new Node(
        entry.getKey(),
        entry.getValue(),
        balanced(sorted.subList(0, middle)),
        balanced(sorted.subList(middle + 1, sorted.size())));
  }

  private static int heightOf(@Nullable Node node) {
    return node == null ? 0 : node.height;
  }

  private static int sizeOf(@Nullable Node node) {
    return node == null ? 0 : node.size;
  }

  /** Returns a map with this entity, in place of the one of its key. */
  EntityTree with(Entity entity) {
    return new EntityTree(with(root, entity.key(), entity));
  }

  private static Node with(@Nullable Node node, EntityKey key, Entity entity) {
    if (node == null) {
      return new Node(key, entity, null, null);
    }
    int order = key.compareTo(node.key);
    if (order == 0) {
      return new Node(key, entity, node.left, node.right);
    }
    return order < 0
        ? join(with(node.left, key, entity), node, node.right)
        : join(node.left, node, with(node.right, key, entity));
  }

  /** Returns a map without an entity of this key. */
  EntityTree without(EntityKey key) {
    return containsKey(key) ? new EntityTree(without(root, key)) : this;
  }

  private static @Nullable Node without(@Nullable Node node, EntityKey key) {
    if (node == null) {
      return null;
    }
    int order = key.compareTo(node.key);
    if (order < 0) {
      return join(without(node.left, key), node, node.right);
    } else if (order > 0) {
      return join(node.left, node, without(node.right, key));
    } else if (node.left == null || node.right == null) {
      return node.left == null ? node.right : node.left;
    }
    Node next = node.right;
    while (next.left != null) {
      next = next.left;
    }
    return join(node.left, next, without(node.right, next.key));
  }

  /**
   * Returns a tree of both subtrees with a node between them; their heights differ by at most two.
   */
  private static Node join(@Nullable Node left, Node middle, @Nullable Node right) {
    if (left != null && left.height > heightOf(right) + 1) {
      if (left.right != null && left.right.height > heightOf(left.left)) {
        Node top = left.right;
        return node(node(left.left, left, top.left), top, node(top.right, middle, right));
      }
      return node(left.left, left, node(left.right, middle, right));
    } else if (right != null && right.height > heightOf(left) + 1) {
      if (right.left != null && right.left.height > heightOf(right.right)) {
        Node top = right.left;
        return node(node(left, middle, top.left), top, node(top.right, right, right.right));
      }
      return node(node(left, middle, right.left), right, right.right);
    }
    return node(left, middle, right);
  }

  private static Node node(@Nullable Node left, Node middle, @Nullable Node right) {
    return new Node(middle.key, middle.entity, left, right);
  }

  @Override
  public @Nullable Entity get(@Nullable Object key) {
    if (!(key instanceof EntityKey wanted)) {
      return null;
    }
    Node node = root;
    while (node != null) {
      int order = wanted.compareTo(node.key);
      if (order == 0) {
        return node.entity;
      }
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return get(key) != null;
  }

  @Override
  public int size() {
    return sizeOf(root);
  }

  @Override
  public Set<Map.Entry<EntityKey, Entity>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<EntityKey, Entity>> iterator() {
        Deque<Node> path = new ArrayDeque<>();
        descend(root, path);
        return new Entries(path);
      }

      @Override
      public int size() {
        return sizeOf(root);
      }
    };
  }

  /** Returns the entries from this key on, in order. */
  Iterator<Map.Entry<EntityKey, Entity>> from(EntityKey first) {
    Deque<Node> path = new ArrayDeque<>();
    Node node = root;
    while (node != null) {
      boolean isBefore = node.key.compareTo(first) < 0;
      if (!isBefore) {
        path.push(node);
      }
      node = isBefore ? node.right : node.left;
    }
    return new Entries(path);
  }

  private static void descend(@Nullable Node from, Deque<Node> path) {
    for (Node node = from; node != null; node = node.left) {
      path.push(node);
    }
  }

  /**
   * An iterator in the order of keys; {@code path} has the next node on top, and below it those
   * that follow its tree.
   */
  private record Entries(Deque<Node> path) implements Iterator<Map.Entry<EntityKey, Entity>> {
    @Override
    public boolean hasNext() {
      return !path.isEmpty();
    }

    @Override
    public Map.Entry<EntityKey, Entity> next() {
      if (path.isEmpty()) {
        throw new NoSuchElementException();
      }
      Node node = path.pop();
      descend(node.right, path);
      return Map.entry(node.key, node.entity);
    }
  }
}
