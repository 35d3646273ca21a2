package org.cmimage.core.apply;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.host.HostFiles;
import org.cmimage.model.host.Notice;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * The effect of a cluster's entities on its head node: the files of {@link HostFiles} below the
 * cluster's root, and for the head node itself the NFS server's table; and what nodes boot, where
 * the head node serves that. Thread-safe, also between processes: one at a time applies the newest
 * state.
 */
public final class HostEffect {
  private static final Object IN_THIS_PROCESS = new Object();

  private final ClusterLayout layout;
  private final NetworkBootEffect networkBoot;

  /** Creates the effect on the head node of a cluster. */
  public HostEffect(ClusterLayout layout, HostCalls calls) {
    this.layout = layout;
    this.networkBoot = new NetworkBootEffect(layout, calls);
  }

  /**
   * Returns what applying this state would change. Changes nothing.
   *
   * @throws FaultException where a file cannot be read, or is not one to write
   */
  public Applied preview(ClusterSnapshot cluster) throws IOException {
    HostFiles files = HostFiles.of(cluster);
    return new Applied(
            new HostFileWriter(layout).changes(files.files()), List.of(), warnings(files))
        .and(networkBoot.preview(cluster));
  }

  /**
   * Applies the newest state of a store.
   *
   * @throws FaultException where a file cannot be read or written: none is changed then
   */
  @SuppressWarnings("try") // the lock is held, not called
  public Applied apply(ClusterStore store) throws IOException {
    synchronized (IN_THIS_PROCESS) {
      Path lock = layout.effectLock();
      Files.createDirectories(requireNonNull(lock.getParent()));
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        return applyLocked(store.snapshot());
      } catch (FaultException e) {
        throw e;
      } catch (StoreException e) {
        throw Stores.fault(e);
      } catch (IOException e) {
        throw new Attempt("cannot apply the cluster's entities", lock, new Remedy.None()).fault(e);
      }
    }
  }

  private Applied applyLocked(ClusterSnapshot cluster) throws IOException {
    HostFiles files = HostFiles.of(cluster);
    HostFileWriter writer = new HostFileWriter(layout);
    List<HostFileChange> changes = writer.changes(files.files());
    writer.write(changes);
    List<String> warnings = new ArrayList<>(warnings(files));
    if (!changes.isEmpty()) {
      try {
        warnings.addAll(NfsServer.reload(layout));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        warnings.add("interrupted before the NFS server was told of its exports");
      }
    }
    return new Applied(changes, List.of(), warnings).and(networkBoot.apply(cluster));
  }

  private static List<String> warnings(HostFiles files) {
    return files.notices().stream().map(Notice::toString).toList();
  }
}
