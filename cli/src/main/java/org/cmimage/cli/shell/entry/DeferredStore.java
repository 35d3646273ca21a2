package org.cmimage.cli.shell.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.cmimage.cli.report.HostEffectWarnings;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's store, which is made at the first write: reading leaves no trace. Until then the
 * cluster is a preview of the head node's first use: the partition {@code base}, the head node
 * itself, networks and the category {@code default}.
 */
public final class DeferredStore implements ClusterStore {
  private final ClusterLayout layout;
  private final InMemoryClusterStore preview = new InMemoryClusterStore();
  private Optional<NewCluster> firstUse = Optional.empty();
  private @Nullable ClusterStore opened;

  /** The store for reading only, where its file system is full or read-only. */
  private @Nullable ClusterStore readable;

  private DeferredStore(ClusterLayout layout) {
    this.layout = layout;
  }

  /**
   * Opens the store if it exists.
   *
   * @throws ImageException as {@link Stores#open}
   */
  public static DeferredStore of(ClusterLayout layout) throws ImageException {
    DeferredStore store = new DeferredStore(layout);
    if (Files.exists(layout.store())) {
      try {
        store.opened = HostEffectWarnings.open(layout);
      } catch (ImageException e) {
        if (!(e.getCause() instanceof StoreException refusal) || !isWriteAlone(refusal)) {
          throw e;
        }
        store.readable = Stores.look(layout); // reading works nevertheless
      }
    }
    return store;
  }

  /** Returns whether there is no store yet. */
  public synchronized boolean isMissing() {
    return opened == null && Files.notExists(layout.store());
  }

  /**
   * Reads the properties of the head node, for a cluster that does not exist yet.
   *
   * @throws IOException when neither this machine nor its configuration has them, or that is wrong;
   *     the cluster has no entities then
   * @throws StoreException of kind {@code INVALID} when its configuration makes no valid cluster
   */
  public synchronized void preview(HostCalls calls) throws IOException, StoreException {
    if (isMissing()) {
      try {
        NewCluster found = new HeadNode(layout).newCluster(calls);
        preview.update(found::changes);
        firstUse = Optional.of(found);
      } catch (IllegalArgumentException e) {
        throw new IOException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  private static boolean isWriteAlone(StoreException refusal) {
    return refusal.kind() == StoreException.Kind.NO_SPACE
        || refusal.kind() == StoreException.Kind.READ_ONLY;
  }

  @Override
  public synchronized ClusterSnapshot snapshot() throws StoreException {
    if (readable != null) {
      return readable.snapshot();
    }
    return isMissing() ? preview.snapshot() : opened().snapshot();
  }

  @Override
  public synchronized ClusterSnapshot apply(ChangeSet changes) throws StoreException {
    if (isMissing()) {
      if (changes.isDoneIn(preview.snapshot())) {
        return preview.snapshot();
      }
      // Invalid changes are refused before the store is made.
      preview.apply(changes);
      if (firstUse.isPresent()) {
        opened().update(firstUse.get()::changes);
      }
    }
    return opened().apply(changes);
  }

  private ClusterStore opened() throws StoreException {
    if (opened == null) {
      try {
        opened = HostEffectWarnings.open(layout);
        readable = null;
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
