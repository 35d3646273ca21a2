package org.cmimage.model.edit;

import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;
import org.junit.jupiter.api.BeforeEach;

class InMemoryEditSessionTest implements EditSessionContract {
  private final ClusterStore store = new InMemoryClusterStore();

  @BeforeEach
  void fill() throws StoreException {
    SampleCluster.in(store);
  }

  @Override
  public ClusterStore store() {
    return store;
  }
}
