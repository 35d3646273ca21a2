package org.cmimage.model.rule;

import com.google.common.base.Splitter;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The architecture of a node, which follows from the image it runs. */
public final class NodeArchitecture {
  /** The head node's own image, whose name does not contain an architecture. */
  private static final String OWN_IMAGE = "default-image";

  private NodeArchitecture() {}

  /**
   * Returns the name of the image that a device runs, its own or its category's; empty where it has
   * none.
   */
  public static Optional<String> imageOf(ClusterSnapshot cluster, Entity device) {
    return Optional.of(device.get(Device.SOFTWARE_IMAGE))
        .filter(image -> !image.isEmpty())
        .or(
            () ->
                device
                    .reference(Device.CATEGORY)
                    .flatMap(cluster::find)
                    .map(category -> category.get(Category.SOFTWARE_IMAGE))
                    .filter(image -> !image.isEmpty()));
  }

  /**
   * Returns the architecture of an image: from its name, from an archOS entry whose primary image
   * it is, or from the image it was cloned from; that of the head node for {@code default-image}.
   * Empty where none of these is known.
   */
  public static Optional<Architecture> ofImage(ClusterSnapshot cluster, String image) {
    Set<String> seen = new HashSet<>();
    for (String name = image; !name.isEmpty() && seen.add(name); name = original(cluster, name)) {
      Optional<Architecture> known = named(name);
      if (known.isEmpty()) {
        known = entry(cluster, name);
      }
      if (known.isPresent()) {
        return known;
      }
      if (name.equals(OWN_IMAGE)) {
        return cluster.headNode().flatMap(h -> Architecture.find(h.get(Device.ARCHITECTURE)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Architecture> named(String image) {
    return ComponentName.find(image)
        .filter(component -> component.kind() == ComponentKind.SOFTWARE_IMAGE)
        .map(component -> component.archOs().architecture());
  }

  private static Optional<Architecture> entry(ClusterSnapshot cluster, String image) {
    return cluster.owned(Partition.BASE, EntityType.ARCH_OS).stream()
        .filter(entry -> entry.get(ArchOsEntry.PRIMARY_IMAGE).equals(image))
        .map(entry -> Splitter.on('/').splitToList(entry.name()).get(0))
        .flatMap(name -> Architecture.find(name).stream())
        .findFirst();
  }

  private static String original(ClusterSnapshot cluster, String image) {
    return cluster
        .find(EntityKey.of(EntityType.SOFTWARE_IMAGE, image))
        .map(entity -> entity.get(SoftwareImage.ORIGINAL_IMAGE))
        .orElse("");
  }
}
