package org.cmimage.core.removal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.cluster.TreeLocks;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.host.HostPath;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.record.ComponentLog;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ComponentName;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * The search and removal of orphans: staging of interrupted runs, trees at the components' places
 * without an entity, and records of trees that do not exist. Thread-safe; the cluster's lock lets
 * one erase at a time, and none during a run.
 */
public final class OrphanRemoval {
  private final ClusterLayout layout;
  private final ClusterStore store;
  private final HostCalls calls;
  private final InstantSource clock;
  private final TreeErasure erasure;

  /** Makes removals like {@link ImageRemoval#ImageRemoval}. */
  public OrphanRemoval(
      ClusterLayout layout, ClusterStore store, HostCalls calls, InstantSource clock) {
    this.layout = layout;
    this.store = store;
    this.calls = calls;
    this.clock = clock;
    this.erasure = new TreeErasure(layout, calls, clock);
  }

  /**
   * Finds all orphans, sorted by kind and path. In a cluster that is not set up yet, and so has no
   * entities, no tree is one.
   *
   * @throws ImageException with code {@code LOCKED} during a run, whose staging is none
   */
  public List<Orphan> find() throws ImageException {
    try {
      new TreeLocks(layout).requireIdle(List.of());
      return search();
    } catch (StoreException e) {
      throw Stores.unusable(e);
    } catch (IOException | UncheckedIOException e) {
      throw ImageRemoval.failure(e, layout);
    }
  }

  private List<Orphan> search() throws StoreException, IOException {
    return new OrphanSearch(layout, store.snapshot(), calls).run();
  }

  /**
   * Erases those of the orphans that are unchanged since they were found, and that no hindrance
   * protects.
   *
   * @return those that are left
   * @throws ImageException as {@link #find}
   */
  @SuppressWarnings("try") // the lock is held, not called
  public List<Orphan> erase(Collection<Orphan> orphans) throws ImageException {
    try (RunLock lock = RunLock.take(layout, "remove --orphans", clock);
        ComponentLog log = ComponentLog.open(layout.log(), clock)) {
      List<Orphan> left = new ArrayList<>(orphans);
      List<IOException> failures = new ArrayList<>();
      for (Orphan found : search()) {
        if (found.hindrance().isEmpty() && left.stream().anyMatch(o -> isSame(o, found))) {
          try {
            erase(found, log);
            left.removeIf(o -> isSame(o, found));
          } catch (IOException e) {
            failures.add(e);
          }
        }
      }
      if (!failures.isEmpty()) {
        throw failures.get(0); // the others are erased nevertheless
      }
      return left;
    } catch (StoreException e) {
      throw Stores.unusable(e);
    } catch (IOException | UncheckedIOException e) {
      throw ImageRemoval.failure(e, layout);
    }
  }

  private static boolean isSame(Orphan one, Orphan other) {
    return one.path().equals(other.path()) && one.inode() == other.inode();
  }

  private void erase(Orphan orphan, ComponentLog log) throws IOException {
    switch (orphan.kind()) {
      case RECORD -> {
        Files.deleteIfExists(orphan.path());
        log.line("remove: " + HostPath.text(orphan.path()) + " is erased");
      }
      case TREE -> erasure.eraseOrphan(orphan.path(), log);
      case STAGING -> {
        erasure.eraseStaged(orphan.path(), log);
        if (orphan.component().isPresent()) {
          forget(orphan.component().get());
        }
      }
    }
  }

  /** Removes the records of a component whose tree neither exists nor is being made. */
  private void forget(ComponentName component) throws IOException {
    Path target = layout.tree(component);
    ComponentRecords records = ComponentRecords.of(layout);
    if (StagingDirectory.of(calls, target).leftovers().isEmpty()) {
      if (new TreePlace(calls, target).isDirectory()) {
        records.removeUnfinished(component);
      } else {
        records.remove(component);
      }
    }
  }
}
