package org.cmimage.model.store;

import org.cmimage.model.entity.ChangeSet;
import org.cmimage.model.entity.ClusterSnapshot;

/**
 * Keeps a cluster. Thread-safe; several processes may have the same one open. The caller closes it,
 * after which every call is an {@link IllegalStateException}; closing twice is allowed.
 */
public interface ClusterStore extends AutoCloseable {
  /** How often {@link #update} makes its changes anew before it gives up. */
  int ATTEMPTS = 20;

  /**
   * The cluster as it is now.
   *
   * @throws StoreException when it cannot be read
   */
  ClusterSnapshot snapshot() throws StoreException;

  /**
   * Makes the changes, all or nothing, and returns the cluster after them. A set that asks for what
   * already is changes nothing, whatever version it was made from, so applying one twice is safe.
   *
   * @throws StoreException of kind {@code STALE}, naming both versions and what changed between
   *     them, when the set was made from another version than the newest; of kind {@code INVALID}
   *     when the cluster would not be valid afterwards; else when the store fails. The cluster is
   *     unchanged in every case.
   */
  ClusterSnapshot apply(ChangeSet changes) throws StoreException;

  /**
   * Makes changes from the newest snapshot and applies them, anew when somebody else was faster.
   * For changes that are right whatever else changed, such as registering an image.
   *
   * @param changes called once an attempt; without side effects. What it throws ends the update
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

  /** Decides what to change; or that nothing is to be, by an exception. */
  @FunctionalInterface
  interface Changes<X extends Exception> {
    /** The changes, made from this snapshot. */
    ChangeSet from(ClusterSnapshot cluster) throws X;
  }

  @Override
  void close() throws StoreException;
}
