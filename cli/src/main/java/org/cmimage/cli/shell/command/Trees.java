package org.cmimage.cli.shell.command;

import java.io.IOException;
import java.util.List;
import org.cmimage.model.edit.CommitReport;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The port to the trees of the cluster's images and parts on disk. */
public interface Trees {
  /**
   * The identity of a tree.
   *
   * @param architecture for example {@code aarch64}; {@code -} where it is unknown
   * @param family the family of distributions, as in archOS entries, for example {@code rhel9};
   *     {@code -} where it is unknown
   */
  record Identity(String architecture, String family) {}

  /** Returns the identity of the tree at a path of the cluster. */
  Identity identify(String path) throws IOException;

  /** Returns the size on disk of the tree at a path of the cluster, in bytes. */
  long size(String path) throws IOException;

  /** Returns the kernel releases in the tree at a path of the cluster. */
  List<String> kernels(String path) throws IOException;

  /**
   * Refuses a tree that {@link #delete} must not or could not delete: locked, with a mount point at
   * or below it, in use by a process, or a directory of the head node itself. Changes nothing.
   *
   * @param cluster the entities, some of which may be locked
   */
  void checkDeletable(ClusterSnapshot cluster, CommitReport.TreeRemoval removal) throws IOException;

  /** Deletes a tree, and those of its revisions where that is requested. */
  void delete(CommitReport.TreeRemoval removal) throws IOException;

  /** Copies a tree; an existing target is left unchanged. */
  void copy(CommitReport.TreeCopy copy) throws IOException;
}
