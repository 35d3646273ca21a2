package org.cmimage.model.change;

import java.time.Instant;
import java.util.Optional;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The registration of a component whose tree is published, under the names and the path in {@link
 * ComponentName}. A registered component is updated: values that follow from the tree are set anew,
 * values an administrator set stay, and entries for a former path are removed.
 */
public final class ComponentRegistration {
  private ComponentRegistration() {}

  /**
   * Registers a software image: the image, its parts {@code image} and {@code boot}, and the
   * category {@code default-<distro>-<arch>} that uses it.
   *
   * <p>A new aarch64 image writes kernel messages to {@code ttyAMA0}, and its category boots by
   * TFTP; administrators of the original have to set both by hand.
   *
   * @param kernelVersion the kernel release nodes boot
   * @param created when the image was made, in whole seconds
   */
  public static ChangeSet softwareImage(
      ClusterSnapshot cluster, ArchOs archOs, String kernelVersion, Instant created) {
    ComponentName component = new ComponentName(ComponentKind.SOFTWARE_IMAGE, archOs);
    ChangeSet.Builder changes = ChangeSet.of(cluster);
    Optional<SoftwareImage> former =
        cluster.find(EntityType.SOFTWARE_IMAGE, component.name()).map(SoftwareImage.class::cast);
    former
        .filter(image -> !image.path().equals(component.path()))
        .ifPresent(
            image -> FsPart.ofImage(image.path()).forEach(part -> changes.remove(part.key())));
    SoftwareImage image =
        former
            .orElseGet(() -> newImage(component))
            .with(SoftwareImage.PATH, component.path())
            .with(SoftwareImage.KERNEL_VERSION, kernelVersion)
            .with(SoftwareImage.CREATION_TIME, Long.toString(created.getEpochSecond()));
    changes.put(image);
    FsPart.ofImage(image.path()).forEach(part -> putPart(changes, cluster, part));
    putCategory(changes, cluster, component);
    return changes.build();
  }

  /**
   * Registers a node-installer: its part, and its exports to every network that provisions nodes,
   * read-only except for its certificates.
   *
   * @throws IllegalStateException when the cluster is not set up, see {@link NewCluster}
   */
  public static ChangeSet nodeInstaller(ClusterSnapshot cluster, ArchOs archOs) {
    ComponentName component = new ComponentName(ComponentKind.NODE_INSTALLER, archOs);
    return exportedPart(cluster, FsPart.of(component.path(), "node-installer"));
  }

  /**
   * Registers a cm-shared tree: its part, and its exports to every network that provisions nodes.
   *
   * @throws IllegalStateException when the cluster is not set up, see {@link NewCluster}
   */
  public static ChangeSet cmShared(ClusterSnapshot cluster, ArchOs archOs) {
    ComponentName component = new ComponentName(ComponentKind.CM_SHARED, archOs);
    return exportedPart(cluster, FsPart.of(component.path(), "cm-shared"));
  }

  private static ChangeSet exportedPart(ClusterSnapshot cluster, FsPart part) {
    Device headNode =
        cluster
            .headNode()
            .orElseThrow(() -> new IllegalStateException("the cluster has no head node yet"));
    ChangeSet.Builder changes = ChangeSet.of(cluster);
    putPart(changes, cluster, part);
    new AutomaticExports(changes, cluster, headNode.key(), cluster.networks()).addFor(part);
    return changes.build();
  }

  private static SoftwareImage newImage(ComponentName component) {
    return SoftwareImage.of(component.name(), component.path())
        .with(SoftwareImage.KERNEL_OUTPUT_CONSOLE, console(component.archOs().architecture()));
  }

  private static String console(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> "tty0";
      case AARCH64 -> "ttyAMA0";
      case RISCV64 -> "ttyS0";
    };
  }

  private static String bootLoaderProtocol(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> "HTTP";
      case AARCH64, RISCV64 -> "TFTP";
    };
  }

  /** Puts the part with its type, and keeps the copy settings of an administrator. */
  private static void putPart(ChangeSet.Builder changes, ClusterSnapshot cluster, FsPart part) {
    Entity former = cluster.find(part.key()).orElse(part);
    changes.put(former.with(FsPart.TYPE, part.get(FsPart.TYPE)));
  }

  private static void putCategory(
      ChangeSet.Builder changes, ClusterSnapshot cluster, ComponentName component) {
    EntityKey key = EntityKey.of(EntityType.CATEGORY, component.categoryName());
    Optional<Entity> former = cluster.find(key);
    if (former.isEmpty()) {
      DefaultMounts.of(key).forEach(changes::put);
    }
    Entity category =
        former.orElseGet(
            () ->
                Category.named(key.name())
                    .with(
                        Category.BOOT_LOADER_PROTOCOL,
                        bootLoaderProtocol(component.archOs().architecture())));
    changes.put(category.with(Category.SOFTWARE_IMAGE, component.name()));
  }
}
