package org.cmimage.core.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.NodeKernel;
import org.cmimage.core.format.KernelReleases;
import org.cmimage.core.history.FormerTrees.Replaced;
import org.cmimage.core.host.TreePlace;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.store.ClusterStore;

/**
 * The consequences of exchanging an image's tree: its manifest, and the kernel that nodes boot. To
 * be used under the tree's lock.
 *
 * @param path the tree's in the cluster, without links
 */
public record TreeReplacement(
    ClusterLayout layout, ClusterStore store, HostCalls calls, String path) {
  /** Completes or reverts what a killed run left; has no effect where there is nothing. */
  public void mend() throws IOException {
    FormerTrees former = FormerTrees.of(layout, calls, path);
    Optional<Replaced> replaced = former.mend();
    if (replaced.isPresent()) {
      finish(replaced.get());
    }
  }

  /**
   * Completes an exchange of trees. May be repeated after an interruption.
   *
   * @return the new kernels of nodes, where those changed
   */
  public List<NodeKernel.Update> finish(Replaced replaced) throws IOException {
    FormerTrees former = FormerTrees.of(layout, calls, path);
    Path directory = layout.resolve(path);
    List<NodeKernel.Update> kernels;
    try (Rootfs tree = Rootfs.open(calls, directory)) {
      if (replaced.restored().isPresent()) {
        former.restoreManifest(replaced.restored().get());
      } else if (Files.notExists(layout.manifest(path))) {
        TreeManifest manifest = TreeManifest.of(tree);
        former
            .manifest(replaced.id())
            .flatMap(TreeManifest::origin)
            .map(manifest::withOrigin)
            .orElse(manifest)
            .save(layout.manifest(path));
      }
      kernels =
          new NodeKernel(layout, store)
              .update(directory, newest(former.tree(replaced.id())), KernelReleases.bootable(tree));
    }
    former.end();
    if (replaced.restored().isPresent()) {
      former.forget(replaced.restored().get());
    }
    return kernels;
  }

  /** Returns the newest kernel of a former tree; empty for one that was lost. */
  private Optional<String> newest(Path formerTree) throws IOException {
    if (!new TreePlace(calls, formerTree).isDirectory()) {
      return Optional.empty();
    }
    try (Rootfs tree = Rootfs.open(calls, formerTree)) {
      return KernelReleases.bootable(tree).stream().findFirst();
    }
  }
}
