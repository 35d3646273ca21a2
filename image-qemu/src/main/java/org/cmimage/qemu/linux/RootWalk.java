package org.cmimage.qemu.linux;

import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.tree.NodeType;
import org.cmimage.core.tree.TreePath;

/**
 * The resolution of a path with an open directory as {@code /}, name by name, for kernels without
 * {@code openat2}: path_resolution(7) with a stack of the parent directories in place of {@code
 * ..}, so that no path can lead above the root.
 */
final class RootWalk implements Closeable {
  private static final int HOPS = 40;
  private static final byte[] HERE = {'.'};
  private static final byte[] ABOVE = {'.', '.'};

  private final Opening opening;
  private final int root;
  private final TreePath path;
  private final Deque<Descriptor> way = new ArrayDeque<>();
  private final Deque<byte[]> todo;
  private int hops;

  RootWalk(Opening opening, int root, TreePath path) {
    this.opening = opening;
    this.root = root;
    this.path = path;
    this.todo = new ArrayDeque<>(path.components());
  }

  /**
   * Resolves the path.
   *
   * @return a reference to the node, which the caller closes
   */
  Descriptor resolve() throws HostCallException {
    while (!todo.isEmpty()) {
      byte[] name = todo.removeFirst();
      if (name.length == 0 || Arrays.equals(name, HERE)) {
        requireDirectory();
      } else if (Arrays.equals(name, ABOVE)) {
        requireDirectory();
        leave(1);
      } else {
        enter(name);
      }
    }
    return way.isEmpty() ? opening.directoryItself(root) : way.pop();
  }

  private void enter(byte[] name) throws HostCallException {
    int here = here();
    Descriptor next = opening.reference(here, name);
    way.push(next);
    if (Status.ofHandle(Descriptor.of(next)).type() != NodeType.SYMLINK) {
      return;
    }
    leave(1);
    if (++hops > HOPS) {
      throw new HostCallException("open", path.toString(), "ELOOP");
    }
    byte[] target = Links.read(here, name);
    if (target[0] == '/') {
      leave(way.size());
    }
    for (int end = target.length; end >= 0; ) {
      int start = end;
      while (start > 0 && target[start - 1] != '/') {
        start--;
      }
      todo.addFirst(Arrays.copyOfRange(target, start, end));
      end = start - 1;
    }
  }

  private int here() throws HostCallException {
    return way.isEmpty() ? root : Descriptor.of(way.peek());
  }

  private void requireDirectory() throws HostCallException {
    if (Status.ofHandle(here()).type() != NodeType.DIRECTORY) {
      throw new HostCallException("open", path.toString(), "ENOTDIR");
    }
  }

  private void leave(int count) {
    for (int i = 0; i < count && !way.isEmpty(); i++) {
      way.pop().close();
    }
  }

  @Override
  public void close() {
    leave(way.size());
  }
}
