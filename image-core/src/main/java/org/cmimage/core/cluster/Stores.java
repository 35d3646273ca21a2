package org.cmimage.core.cluster;

import java.nio.file.Files;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
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
    return new FaultException(reason(e), e);
  }

  /** A failing store as the facade's exception. */
  public static ImageException unusable(StoreException e) {
    return new ImageException(reason(e), null, e);
  }

  private static Fault reason(StoreException e) {
    String sentence = String.valueOf(e.getMessage());
    if (e.kind() == StoreException.Kind.UNUSABLE && !Privilege.isRoot()) {
      return Fault.sentence(ErrorCode.NOT_ROOT, sentence, new Remedy.RunAsRoot());
    }
    return switch (e.kind()) {
      case NO_SPACE ->
          refused(
              ErrorCode.DISK_FULL,
              sentence,
              "free space or inodes there (see: df -h, df -i), then run the same command again");
      case READ_ONLY -> refused(ErrorCode.HOST_UNSUITABLE, sentence, HostFault.REMOUNT);
      case UNUSABLE, CORRUPT ->
          refused(
              ErrorCode.STORE_UNUSABLE,
              sentence,
              "Check the file and its directory's permissions, or restore it from a backup.");
      case NETWORK_FILE_SYSTEM ->
          refused(ErrorCode.STORE_UNUSABLE, sentence, "Keep /var/lib/cm-image on a local disk.");
      case NEWER ->
          refused(
              ErrorCode.STORE_UNUSABLE,
              sentence,
              "Use the version of cm-image that wrote it, or a later one.");
      case BUSY, STALE ->
          refused(
              ErrorCode.STORE_UNUSABLE,
              sentence,
              "Another program is changing the cluster; run the same command again.");
      case INVALID ->
          refused(
              ErrorCode.STORE_UNUSABLE,
              sentence,
              "Correct the entities named, then run the same command again.");
    };
  }

  private static Fault refused(ErrorCode code, String sentence, String advice) {
    return Fault.sentence(code, sentence, new Remedy.Advice(advice));
  }
}
