package org.cmimage.core.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cmimage.core.ClusterLayout;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/**
 * The update of the kernel that nodes boot, after the tree of their image has changed.
 *
 * @param layout the places of trees
 * @param store the store of the entities
 */
public record NodeKernel(ClusterLayout layout, ClusterStore store) {
  /**
   * An image or category whose nodes boot another kernel now.
   *
   * @param entity its key
   * @param to the release of the kernel
   */
  public record Update(EntityKey entity, String to) {
    @Override
    public String toString() {
      String of = entity.type() == EntityType.CATEGORY ? "category " : "";
      return "Nodes of " + of + entity.name() + " now boot kernel " + to;
    }
  }

  /**
   * Updates images that used their newest kernel to the new newest one, and images and categories
   * whose kernel was removed to the newest that is left. Other choices stay.
   *
   * @param directory the tree, on this machine
   * @param newestBefore the newest kernel before the change; empty where there was none
   * @param releases the kernels that the tree has now, the newest first; where it has none nothing
   *     is changed
   * @return the changes
   */
  public List<Update> update(Path directory, Optional<String> newestBefore, List<String> releases)
      throws IOException {
    if (releases.isEmpty()) {
      return List.of();
    }
    try {
      List<Update> updates = updates(store.snapshot(), directory, newestBefore, releases);
      if (!updates.isEmpty()) {
        store.update(cluster -> changes(cluster, updates));
      }
      return updates;
    } catch (StoreException e) {
      throw Stores.fault(e);
    }
  }

  private List<Update> updates(
      ClusterSnapshot cluster, Path directory, Optional<String> newestBefore, List<String> releases)
      throws IOException {
    List<Update> updates = new ArrayList<>();
    String newest = releases.get(0);
    for (SoftwareImage image : cluster.softwareImages()) {
      if (!isAt(layout.resolve(image.path()), directory)) {
        continue;
      }
      String set = image.get(SoftwareImage.KERNEL_VERSION);
      boolean follows = newestBefore.equals(Optional.of(set)) || !releases.contains(set);
      if (follows && !newest.equals(set)) {
        updates.add(new Update(image.key(), newest));
      }
      for (Entity category : cluster.all(EntityType.CATEGORY)) {
        String chosen = category.get(Category.KERNEL_VERSION);
        if (category.get(Category.SOFTWARE_IMAGE).equals(image.name())
            && !chosen.isEmpty()
            && !releases.contains(chosen)) {
          updates.add(new Update(category.key(), newest));
        }
      }
    }
    return updates;
  }

  private static boolean isAt(Path place, Path directory) throws IOException {
    return place.equals(directory)
        || Files.isDirectory(place)
            && Files.isDirectory(directory)
            && Files.isSameFile(place, directory);
  }

  /** Returns the changes to entities that still exist. */
  private static ChangeSet changes(ClusterSnapshot cluster, List<Update> updates) {
    ChangeSet.Builder changes = ChangeSet.of(cluster);
    for (Update update : updates) {
      Property property =
          update.entity().type() == EntityType.CATEGORY
              ? Category.KERNEL_VERSION
              : SoftwareImage.KERNEL_VERSION;
      cluster
          .find(update.entity())
          .ifPresent(entity -> changes.put(entity.with(property, update.to())));
    }
    return changes.build();
  }
}
