package org.cmimage.core.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.RunLock;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.format.KernelReleases;
import org.cmimage.core.identity.TreeIdentity;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.TreeExtent;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.core.staging.TreeCopy;
import org.cmimage.core.syscall.HostCalls;

/**
 * The trees of a cluster's images and parts, by their paths in the cluster, with their identity,
 * size and copying. A tree may be missing, or be no system. Thread-safe.
 */
public final class ImageTrees {
  private final ClusterLayout layout;
  private final HostCalls calls;
  private final InstantSource clock;

  /**
   * Makes the trees of a cluster.
   *
   * @param clock dates the lock that is held while a tree is copied
   */
  public ImageTrees(ClusterLayout layout, HostCalls calls, InstantSource clock) {
    this.layout = layout;
    this.calls = calls;
    this.clock = clock;
  }

  /** Returns the identity of a tree, concluded from its content; empty where there is none. */
  public Optional<TreeIdentity> identify(String path) throws IOException {
    Path directory = layout.resolve(path);
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      return Optional.of(TreeIdentity.of(tree));
    }
  }

  /**
   * Returns the sum of the sizes of a tree's files in bytes; 0 where there is none.
   *
   * @throws IOException where not the whole tree can be read
   */
  public long size(String path) throws IOException {
    Path directory = layout.resolve(path);
    return Files.isDirectory(directory) ? TreeExtent.whole(calls, directory).bytes() : 0;
  }

  /** Returns the releases of the kernels whose modules are in a tree, the newest first. */
  public List<String> kernels(String path) throws IOException {
    Path directory = layout.resolve(path);
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      return KernelReleases.of(tree);
    }
  }

  /**
   * Copies a tree; has no effect where the target exists.
   *
   * @param name the name of the copy's entity, for messages
   * @throws FaultException with code {@code NO_SUCH_IMAGE} where there is no tree to copy; {@code
   *     LOCKED} where another run is active on the cluster, or on one of both trees
   */
  @SuppressWarnings("try") // the lock is held, not called
  public void copy(String name, String from, String to) throws IOException {
    try (RunLock lock =
        RunLock.take(layout, "copy the tree of " + name, clock, List.of(from, to))) {
      StagingDirectory staging = StagingDirectory.of(calls, layout.resolve(to));
      if (!staging.isTargetTaken()) {
        copy(layout.resolve(from), staging, to);
      }
    }
  }

  private void copy(Path from, StagingDirectory staging, String to) throws IOException {
    if (!Files.isDirectory(from)) {
      throw new FaultException(
          ErrorCode.NO_SUCH_IMAGE,
          "cannot copy \"" + from + "\"",
          "there is no such directory",
          new Remedy.Advice("the new image has no tree yet; make one at " + to));
    }
    staging.discard();
    staging.create();
    try {
      try (Rootfs original = Rootfs.open(calls, from);
          Rootfs tree = Rootfs.open(calls, staging.path())) {
        TreeCopy.copy(original, tree);
      }
      staging.publish(false);
    } finally {
      staging.discard();
    }
  }
}
