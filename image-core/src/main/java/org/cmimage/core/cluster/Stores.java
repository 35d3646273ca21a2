package org.cmimage.core.cluster;

import java.nio.file.Files;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.ImageException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.HostFault;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.ReadOnlyClusterStore;
import org.cmimage.model.store.StoreException;
import org.cmimage.model.store.sql.SqlClusterStore;

/** The opening of the store in a layout. */
public final class Stores {
  private Stores() {}

  /**
   * Opens the cluster's store, creating an empty one at first use. The caller closes it.
   *
   * @throws ImageException with code {@code STORE_UNUSABLE}
   */
  public static ClusterStore open(ClusterLayout layout) throws ImageException {
    try {
      return SqlClusterStore.open(layout.store());
    } catch (StoreException e) {
      throw unusable(e);
    }
  }

  /**
   * Reads the present state of the cluster's store without writing: works on a full or read-only
   * file system, too. A missing store has no entities.
   *
   * @throws ImageException as {@link #open}
   */
  public static ClusterStore look(ClusterLayout layout) throws ImageException {
    if (Files.notExists(layout.store())) {
      return new ReadOnlyClusterStore(ClusterSnapshot.empty());
    }
    try {
      return new ReadOnlyClusterStore(SqlClusterStore.read(layout.store()));
    } catch (StoreException e) {
      throw unusable(e);
    }
  }

  /**
   * Opens the cluster's store to change it; a missing one is empty and cannot be changed. The
   * caller closes it.
   *
   * @throws ImageException as {@link #open}
   */
  public static ClusterStore openExisting(ClusterLayout layout) throws ImageException {
    return Files.notExists(layout.store()) ? look(layout) : open(layout);
  }

  /** A failing store as what a stage throws. */
  public static FaultException fault(StoreException e) {
    ImageException failure = unusable(e);
    return new FaultException(failure.code(), failure.getMessage(), failure.remedy(), e);
  }

  /** A failing store as the facade's exception. */
  public static ImageException unusable(StoreException e) {
    if (e.kind() == StoreException.Kind.UNUSABLE && !Privilege.isRoot()) {
      return new ImageException(
          ErrorCode.NOT_ROOT, null, String.valueOf(e.getMessage()), new Remedy.RunAsRoot(), e);
    }
    if (e.kind() == StoreException.Kind.NO_SPACE || e.kind() == StoreException.Kind.READ_ONLY) {
      return refused(e);
    }
    String advice =
        switch (e.kind()) {
          case UNUSABLE, CORRUPT, NO_SPACE, READ_ONLY ->
              "Check the file and its directory's permissions, or restore it from a backup.";
          case NETWORK_FILE_SYSTEM -> "Keep /var/lib/cm-image on a local disk.";
          case NEWER -> "Use the version of cm-image that wrote it, or a later one.";
          case BUSY, STALE ->
              "Another program is changing the cluster; run the same command again.";
          case INVALID -> "Mend the entities named, then run the same command again.";
        };
    return new ImageException(
        ErrorCode.STORE_UNUSABLE,
        null,
        String.valueOf(e.getMessage()),
        new Remedy.Advice(advice),
        e);
  }

  /** The store is whole, and can be read: nothing has to be restored. */
  private static ImageException refused(StoreException e) {
    boolean full = e.kind() == StoreException.Kind.NO_SPACE;
    return new ImageException(
        full ? ErrorCode.DISK_FULL : ErrorCode.HOST_UNSUITABLE,
        null,
        String.valueOf(e.getMessage()),
        new Remedy.Advice(
            full
                ? "free space or inodes there (see: df -h, df -i), then run the same command again"
                : HostFault.REMOUNT),
        e);
  }
}
