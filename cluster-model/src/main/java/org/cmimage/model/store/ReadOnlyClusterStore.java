package org.cmimage.model.store;

import org.cmimage.model.entity.ChangeSet;
import org.cmimage.model.entity.ClusterSnapshot;

/** A cluster as it was read once, which cannot be changed. Holds nothing open. Thread-safe. */
public final class ReadOnlyClusterStore implements ClusterStore {
  private final ClusterSnapshot snapshot;

  /** A store of this snapshot. */
  public ReadOnlyClusterStore(ClusterSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  @Override
  public ClusterSnapshot snapshot() {
    return snapshot;
  }

  /**
   * Changes nothing.
   *
   * @throws StoreException of kind {@code UNUSABLE} unless the changes ask for what already is
   */
  @Override
  public ClusterSnapshot apply(ChangeSet changes) throws StoreException {
    if (changes.isDoneIn(snapshot)) {
      return snapshot;
    }
    throw new StoreException(
        StoreException.Kind.UNUSABLE,
        "cannot change the cluster: its store is opened for reading alone",
        null);
  }

  @Override
  public void close() {}
}
