package org.cmimage.model.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class InMemoryClusterStoreTest implements ClusterStoreContract {
  private final InMemoryClusterStore store = new InMemoryClusterStore();

  /** The contract opens and closes a store many times; this one lasts as long as the test. */
  @Override
  public ClusterStore open() {
    return new ClusterStore() {
      @Override
      public ClusterSnapshot snapshot() {
        return store.snapshot();
      }

      @Override
      public ClusterSnapshot apply(ChangeSet changes) throws StoreException {
        return store.apply(changes);
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void aClosedStoreRefusesEveryCall() {
    store.close();
    store.close();
    assertThatThrownBy(store::snapshot).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> store.apply(ChangeSet.of(ClusterSnapshot.empty()).build()))
        .isInstanceOf(IllegalStateException.class);
  }
}
