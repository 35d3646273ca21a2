package org.cmimage.core.apply;

import java.io.IOException;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * A store whose changes take effect on the head node. A change that is stored stays, whether it can
 * be applied or not: {@link HostEffect#apply} makes up for it.
 */
public final class AppliedStore implements ClusterStore {
  /** Is told what became of a change. */
  public interface Listener {
    /** Takes what was changed on the head node, which may be nothing. */
    void applied(Applied applied);

    /** Takes the reason why nothing was changed on the head node. */
    void failed(IOException reason);
  }

  private final ClusterStore store;
  private final HostEffect effect;
  private final Listener listener;

  /**
   * Creates a store in front of another one.
   *
   * @param store closed with this one
   */
  public AppliedStore(ClusterStore store, HostEffect effect, Listener listener) {
    this.store = store;
    this.effect = effect;
    this.listener = listener;
  }

  @Override
  public ClusterSnapshot snapshot() throws StoreException {
    return store.snapshot();
  }

  @Override
  public ClusterSnapshot apply(ChangeSet changes) throws StoreException {
    ClusterSnapshot after = store.apply(changes);
    if (after.version() > changes.baseVersion()) {
      refresh();
    }
    return after;
  }

  /**
   * Applies the newest state again: to be called when trees were changed, which may have other
   * kernels while no entity is another.
   */
  public void refresh() {
    try {
      listener.applied(effect.apply(store));
    } catch (IOException e) {
      listener.failed(e);
    }
  }

  @Override
  public void close() throws StoreException {
    store.close();
  }
}
