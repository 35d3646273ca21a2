package org.cmimage.cli.shell.entry;

import java.nio.file.Files;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.ImageException;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.entity.ChangeSet;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.jspecify.annotations.Nullable;

/** The cluster's store, which is not made before something is written: looking leaves no trace. */
public final class DeferredStore implements ClusterStore {
  private final ClusterLayout layout;
  private @Nullable ClusterStore opened;

  private DeferredStore(ClusterLayout layout) {
    this.layout = layout;
  }

  /**
   * Opens the store if it is there.
   *
   * @throws ImageException as {@link Stores#open}
   */
  public static DeferredStore of(ClusterLayout layout) throws ImageException {
    DeferredStore store = new DeferredStore(layout);
    if (Files.exists(layout.store())) {
      store.opened = Stores.open(layout);
    }
    return store;
  }

  @Override
  public synchronized ClusterSnapshot snapshot() throws StoreException {
    if (opened == null && Files.notExists(layout.store())) {
      return ClusterSnapshot.empty();
    }
    return opened().snapshot();
  }

  @Override
  public synchronized ClusterSnapshot apply(ChangeSet changes) throws StoreException {
    return opened().apply(changes);
  }

  private ClusterStore opened() throws StoreException {
    if (opened == null) {
      try {
        opened = Stores.open(layout);
      } catch (ImageException e) {
        throw e.getCause() instanceof StoreException cause
            ? cause
            : new StoreException(StoreException.Kind.UNUSABLE, String.valueOf(e.getMessage()), e);
      }
    }
    return opened;
  }

  @Override
  public synchronized void close() throws StoreException {
    if (opened != null) {
      opened.close();
    }
  }
}
