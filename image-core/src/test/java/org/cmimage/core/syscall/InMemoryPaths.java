package org.cmimage.core.syscall;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;
import org.jspecify.annotations.Nullable;

/**
 * Names and paths among the nodes of {@link InMemoryHostCalls}, as path_resolution(7) has them.
 * Guarded by its lock.
 */
final class InMemoryPaths {
  private static final int HOPS = 40;

  private InMemoryPaths() {}

  static void collectMounts(InMemoryNode node, List<String> mounts) {
    if (node.mountPoint) {
      mounts.add(pathOf(node).toString());
    }
    node.children.values().stream()
        .filter(InMemoryNode::isDirectory)
        .forEach(child -> collectMounts(child, mounts));
  }

  static TreePath pathOf(InMemoryNode node) {
    InMemoryNode parent = node.parent;
    if (parent == null) {
      return TreePath.ROOT;
    }
    return parent.children.entrySet().stream()
        .filter(entry -> entry.getValue() == node)
        .map(entry -> pathOf(parent).resolve(entry.getKey().name()))
        .findFirst()
        .orElseThrow();
  }

  static void checkMutable(InMemoryNode directory, InMemoryNode node, String call, String what)
      throws IOException {
    if (directory.immutable || node.immutable) {
      throw error(call, what, "EPERM");
    }
  }

  static void checkMove(InMemoryNode node, InMemoryNode into, String what) throws IOException {
    if (node.mountPoint) {
      throw error("renameat2", what, "EBUSY");
    }
    if (node.device != into.device) {
      throw error("renameat2", what, "EXDEV");
    }
    for (InMemoryNode at = into; at != null; at = at.parent) {
      if (at == node) {
        throw error("renameat2", what, "EINVAL");
      }
    }
  }

  static InMemoryNode lookup(InMemoryNode directory, byte[] name, String call) throws IOException {
    checkName(name);
    InMemoryNode node = directory.children.get(TreePath.of(name));
    if (node == null) {
      throw error(call, text(name), "ENOENT");
    }
    return node;
  }

  static void checkName(byte[] name) throws IOException {
    List<byte[]> components = TreePath.of(name).components();
    if (components.size() != 1 || components.get(0).length != name.length) {
      throw new IllegalArgumentException("not a single name: " + text(name));
    }
    if (name.length > 255) {
      throw error("use", text(name), "ENAMETOOLONG");
    }
  }

  static InMemoryNode resolve(InMemoryNode root, TreePath path, String call, String what)
      throws IOException {
    Deque<byte[]> todo = new ArrayDeque<>(path.components());
    InMemoryNode at = root;
    int hops = 0;
    while (!todo.isEmpty()) {
      requireDirectory(at, call, what);
      byte[] name = todo.removeFirst();
      String spelled = new String(name, StandardCharsets.ISO_8859_1);
      if (spelled.isEmpty() || spelled.equals(".")) {
        continue;
      }
      if (spelled.equals("..")) {
        at = at == root || at.parent == null ? at : at.parent;
        continue;
      }
      InMemoryNode next = lookup(at, name, call);
      if (next.type != NodeType.SYMLINK) {
        at = next;
        continue;
      }
      if (++hops > HOPS) {
        throw error(call, what, "ELOOP");
      }
      at = next.content[0] == '/' ? root : at;
      String[] parts = new String(next.content, StandardCharsets.ISO_8859_1).split("/", -1);
      for (int i = parts.length - 1; i >= 0; i--) {
        todo.addFirst(parts[i].getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return at;
  }

  static InMemoryNode requireDirectory(@Nullable InMemoryNode node, String call, String what)
      throws IOException {
    if (node == null || !node.isDirectory()) {
      throw error(call, what, "ENOTDIR");
    }
    return node;
  }

  static String text(byte[] name) {
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  static HostCallException error(String call, String what, String errno) {
    return new HostCallException(call, what, errno);
  }
}
