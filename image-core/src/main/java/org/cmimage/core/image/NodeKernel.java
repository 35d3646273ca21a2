package org.cmimage.core.image;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.verify.KernelReleases;
import org.cmimage.model.entity.ChangeSet;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/** The kernel that an image's nodes boot, after its tree has changed. */
record NodeKernel(ClusterStore store) {
  /**
   * Lets an image whose nodes boot its newest kernel go on doing so, and one whose kernel is gone
   * boot the newest that is left.
   */
  Optional<String> update(FinishedImage image, Rootfs tree, Optional<String> newestBefore)
      throws IOException {
    List<String> releases = KernelReleases.of(tree);
    if (image.entity().isEmpty() || releases.isEmpty()) {
      return Optional.empty();
    }
    String set = image.entity().get().get(SoftwareImage.KERNEL_VERSION);
    boolean follows = newestBefore.equals(Optional.of(set)) || !releases.contains(set);
    if (!follows || releases.get(0).equals(set)) {
      return Optional.empty();
    }
    try {
      store.update(
          cluster ->
              cluster
                  .find(EntityType.SOFTWARE_IMAGE, image.name())
                  .map(
                      entity ->
                          ChangeSet.of(cluster)
                              .put(entity.with(SoftwareImage.KERNEL_VERSION, releases.get(0)))
                              .build())
                  .orElseGet(() -> ChangeSet.of(cluster).build()));
    } catch (StoreException e) {
      throw Stores.fault(e);
    }
    return Optional.of(releases.get(0));
  }
}
