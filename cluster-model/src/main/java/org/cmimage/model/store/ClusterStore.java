package org.cmimage.model.store;

import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * A store of a cluster. Thread-safe; several processes may have the same one open. The caller
 * closes it, after which every call throws an {@link IllegalStateException}; closing twice is
 * allowed.
 */
public interface ClusterStore extends AutoCloseable {
  /** The number of attempts that {@link #update} makes. */
  int ATTEMPTS = 20;

  /**
   * Returns the cluster as it is now.
   *
   * @throws StoreException when it cannot be read
   */
  ClusterSnapshot snapshot() throws StoreException;

  /**
   * Applies the changes, all or nothing, and returns the cluster after them. A set without effect
   * changes nothing, whatever version it was made from, so applying one twice is safe.
   *
   * @throws StoreException of kind {@code STALE}, naming both versions and what changed between
   *     them, when the set was made from another version than the newest; of kind {@code INVALID}
   *     when the cluster would not be valid afterwards; else when the store fails. The cluster is
   *     unchanged in every case.
   */
  ClusterSnapshot apply(ChangeSet changes) throws StoreException;

  /**
   * Makes changes from the newest snapshot and applies them; tries again after a concurrent change.
   * For changes that are valid whatever else changed, such as registering an image.
   *
   * @param changes called once an attempt; without side effects. Its exceptions end the update
   * @throws StoreException as {@link #apply}; of kind {@code STALE} after {@link #ATTEMPTS}
   *     attempts
   */
  default <X extends Exception> ClusterSnapshot update(Changes<X> changes)
      throws StoreException, X {
    for (int attempt = 1; ; attempt++) {
      try {
        return apply(changes.from(snapshot()));
      } catch (StoreException e) {
        if (e.kind() != StoreException.Kind.STALE || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** A function that makes changes from a snapshot, or refuses to by an exception. */
  @FunctionalInterface
  interface Changes<X extends Exception> {
    /** Returns the changes to this snapshot. */
    ChangeSet from(ClusterSnapshot cluster) throws X;
  }

  @Override
  void close() throws StoreException;
}
