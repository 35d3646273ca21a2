package org.cmimage.core.write;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.cmimage.core.rootfs.OpenDirectory;
import org.cmimage.core.rootfs.OpenDirectory.NodeId;
import org.cmimage.core.syscall.HostCallException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreePath;

/**
 * The directories that a writer made, with the entry that determines their attributes: that of the
 * part first in order, whichever thread comes first. The attributes are set at the end, as every
 * new name in a directory changes its time. Thread-safe.
 */
final class MadeDirectories {
  private static final int PARENT_MODE = 0755;

  private final HostCalls calls;
  private final Map<NodeId, Made> made = new ConcurrentHashMap<>();

  /** The read lock is held between making a directory and recording it. */
  private final ReadWriteLock making = new ReentrantReadWriteLock();

  /** A directory that was made. */
  record Made(TreePath path, int order, Optional<TreeEntry.Attributes> attributes) {}

  MadeDirectories(HostCalls calls) {
    this.calls = calls;
  }

  /**
   * Makes a directory and records it.
   *
   * @return false if the name exists
   */
  boolean make(OpenDirectory parent, TreePath path) throws IOException {
    byte[] name = path.name();
    making.readLock().lock();
    try {
      calls.makeDirectory(parent.handle(), name, PARENT_MODE);
      // a link on the way may be replaced before the end; the path through made directories stays
      Made above = made.get(parent.id());
      TreePath lasting = above == null ? path : above.path().resolve(name);
      note(NodeId.of(calls.status(parent.handle(), name)), lasting);
      return true;
    } catch (HostCallException e) {
      if (e.is("EEXIST")) {
        return false;
      }
      throw e;
    } finally {
      making.readLock().unlock();
    }
  }

  /** Records an existing directory as made. */
  void note(NodeId id, TreePath path) {
    made.put(id, new Made(path, Integer.MAX_VALUE, Optional.empty()));
  }

  /** Removes the record of a directory that was removed. */
  void forget(NodeId id) {
    made.remove(id);
  }

  /**
   * Offers the attributes of an entry for a directory; has no effect on one that existed before the
   * writer.
   */
  void offer(NodeId id, int order, TreeEntry.Attributes attributes) {
    if (!made.containsKey(id)) {
      // another thread may be between making and recording it: wait for it
      making.writeLock().lock();
      making.writeLock().unlock();
    }
    made.computeIfPresent(
        id,
        (same, now) ->
            now.attributes().isEmpty() || order < now.order()
                ? new Made(now.path(), order, Optional.of(attributes))
                : now);
  }

  /** Returns all of them, the deepest first. */
  List<Map.Entry<NodeId, Made>> deepestFirst() {
    Comparator<Map.Entry<NodeId, Made>> byPath =
        Comparator.comparing(entry -> entry.getValue().path());
    return made.entrySet().stream().sorted(byPath.reversed()).toList();
  }
}
