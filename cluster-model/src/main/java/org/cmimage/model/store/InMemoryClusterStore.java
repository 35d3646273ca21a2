package org.cmimage.model.store;

import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.List;
import java.util.Map;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** A store in memory, with the same checks as one on disk. */
public final class InMemoryClusterStore implements ClusterStore {
  private final ListMultimap<Long, EntityKey> history = LinkedListMultimap.create();
  private ClusterSnapshot newest = ClusterSnapshot.empty();
  private boolean closed;

  @Override
  public synchronized ClusterSnapshot snapshot() {
    requireOpen();
    return newest;
  }

  @Override
  public synchronized ClusterSnapshot apply(ChangeSet changes) throws StoreException {
    requireOpen();
    Admission admission = Admission.of(newest, changes, this::changedSince);
    newest = admission.after();
    admission.puts().stream().map(Entity::key).forEach(this::record);
    admission.removes().forEach(this::record);
    return newest;
  }

  private void record(EntityKey key) {
    history.put(newest.version(), key);
  }

  private List<EntityKey> changedSince(long version) {
    return history.entries().stream()
        .filter(entry -> entry.getKey() > version)
        .map(Map.Entry::getValue)
        .toList();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the store is closed");
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
