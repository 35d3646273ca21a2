package org.cmimage.model.change;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.Property;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The archOS entry {@code <arch>/<family>} of the partition, which gives provisioning the image,
 * shared tree and node-installer for nodes of an architecture and distribution family. With the
 * first such entry the head node's own parts and category get names with its architecture and
 * distribution, and an entry of their own.
 *
 * <p>A value in an entry is replaced only where a program set it, that is, where it is a name that
 * programs give. Values an administrator chose stay, and so does the priority.
 *
 * @param changes the changes; empty where all is bound already
 * @param lines a description of the changes, a line each
 */
public record ArchOsBinding(ChangeSet changes, List<String> lines) {
  private static final String HEAD_NODE_IMAGE = "default-image";

  public ArchOsBinding {
    lines = ImmutableList.copyOf(lines);
  }

  /**
   * Binds the three components, which have to be registered, see {@link ComponentRegistration}.
   *
   * @param renamed the plain names of the head node's own parts that are to get their new ones, of
   *     those that {@link HeadNodeNames#ofParts} has
   * @throws IllegalStateException when the cluster is not set up, see {@link NewCluster}
   */
  public static ArchOsBinding of(ClusterSnapshot cluster, ArchOs archOs, Set<String> renamed) {
    if (cluster.headNode().isEmpty()) {
      throw new IllegalStateException("the cluster has no head node yet");
    }
    List<String> lines = new ArrayList<>();
    ClusterSnapshot after = HeadNodeNames.give(cluster, renamed, lines);
    after = bindHeadNode(after, archOs, lines);
    after =
        put(
            after,
            new Wanted(
                archOs,
                name(ComponentKind.SOFTWARE_IMAGE, archOs).name(),
                name(ComponentKind.CM_SHARED, archOs).path(),
                name(ComponentKind.NODE_INSTALLER, archOs).path()),
            lines);
    return new ArchOsBinding(ChangeSet.between(cluster, after), lines);
  }

  /** The values for an entry. */
  private record Wanted(ArchOs archOs, String image, String shared, String installer) {
    EntityKey key() {
      return Partition.BASE.child(
          EntityType.ARCH_OS, archOs.architecture() + "/" + archOs.distribution().family());
    }
  }

  /**
   * Adds the head node's own entry where both of its own parts are registered and it has no entry
   * yet.
   */
  private static ClusterSnapshot bindHeadNode(
      ClusterSnapshot cluster, ArchOs requested, List<String> lines) {
    Optional<ArchOs> own = cluster.headNode().flatMap(Device::archOs);
    Optional<String> shared = HeadNodeNames.part(cluster, "cm-shared");
    Optional<String> installer = HeadNodeNames.part(cluster, "node-installer");
    if (own.isEmpty() || shared.isEmpty() || installer.isEmpty()) {
      return cluster;
    }
    boolean hasImage = cluster.find(EntityType.SOFTWARE_IMAGE, HEAD_NODE_IMAGE).isPresent();
    Wanted wanted =
        new Wanted(own.get(), hasImage ? HEAD_NODE_IMAGE : "", shared.get(), installer.get());
    boolean isOther = !wanted.key().equals(new Wanted(requested, "", "", "").key());
    return isOther && cluster.find(wanted.key()).isEmpty() ? put(cluster, wanted, lines) : cluster;
  }

  private static ClusterSnapshot put(ClusterSnapshot cluster, Wanted wanted, List<String> lines) {
    Optional<Entity> former = cluster.find(wanted.key());
    Entity entry = former.orElseGet(() -> new ArchOsEntry(Partition.BASE, named(wanted.key())));
    entry = set(entry, ArchOsEntry.PRIMARY_IMAGE, wanted.image(), wanted);
    entry = set(entry, ArchOsEntry.SHARED, wanted.shared(), wanted);
    entry = set(entry, ArchOsEntry.INSTALLER, wanted.installer(), wanted);
    if (!former.equals(Optional.of(entry))) {
      lines.add(
          (former.isPresent() ? "Changing" : "Adding")
              + " archos "
              + entry.name()
              + ": primary image "
              + orNone(entry.get(ArchOsEntry.PRIMARY_IMAGE))
              + ", shared "
              + orNone(entry.get(ArchOsEntry.SHARED))
              + ", installer "
              + orNone(entry.get(ArchOsEntry.INSTALLER)));
    }
    return cluster.apply(ChangeSet.of(cluster).put(entry).build());
  }

  private static Map<String, String> named(EntityKey key) {
    return Map.of(ArchOsEntry.NAME.name(), key.name());
  }

  private static Entity set(Entity entry, Property property, String value, Wanted wanted) {
    String former = entry.get(property);
    return former.isEmpty() || isProgramsName(former, wanted) ? entry.with(property, value) : entry;
  }

  private static boolean isProgramsName(String name, Wanted wanted) {
    return name.equals(HEAD_NODE_IMAGE)
        || HeadNodeNames.isPlainPart(name)
        || ComponentName.ofEntity(name)
            .map(component -> new Wanted(component.archOs(), "", "", "").key())
            .equals(Optional.of(wanted.key()));
  }

  private static ComponentName name(ComponentKind kind, ArchOs archOs) {
    return new ComponentName(kind, archOs);
  }

  private static String orNone(String name) {
    return name.isEmpty() ? "none" : name;
  }
}
