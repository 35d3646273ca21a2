package org.cmimage.model.store;

import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** A store of one snapshot that cannot be changed. Holds no resources. Thread-safe. */
public final class ReadOnlyClusterStore implements ClusterStore {
  private final ClusterSnapshot snapshot;

  /** Makes a store of this snapshot. */
  public ReadOnlyClusterStore(ClusterSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  @Override
  public ClusterSnapshot snapshot() {
    return snapshot;
  }

  /**
   * Refuses changes.
   *
   * @throws StoreException of kind {@code UNUSABLE} unless the changes have no effect
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
