package org.cmimage.model.change;

import com.google.common.collect.ImmutableSortedSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The removal of a component from the cluster: of what {@link ComponentRegistration} and the
 * binding of its architecture entered. Entities an administrator added stay.
 */
public final class ComponentRemoval {
  private static final List<Property> BOUND =
      List.of(ArchOsEntry.PRIMARY_IMAGE, ArchOsEntry.SHARED, ArchOsEntry.INSTALLER);

  private final ClusterSnapshot cluster;
  private final ChangeSet.Builder changes;

  private ComponentRemoval(ClusterSnapshot cluster) {
    this.cluster = cluster;
    this.changes = ChangeSet.of(cluster);
  }

  /**
   * Returns the keys of the entities that represent the component: its image and parts; often none.
   */
  public static List<EntityKey> entities(ClusterSnapshot cluster, ComponentName component) {
    Stream<EntityKey> own =
        switch (component.kind()) {
          case SOFTWARE_IMAGE ->
              Stream.concat(
                  Stream.of(imageKey(component)),
                  trees(cluster, component).stream()
                      .flatMap(path -> FsPart.ofImage(path).stream())
                      .map(FsPart::key));
          case NODE_INSTALLER, CM_SHARED -> Stream.of(partKey(component));
        };
    return ImmutableSortedSet.copyOf(own.filter(key -> cluster.find(key).isPresent()).toList())
        .asList();
  }

  /**
   * Returns the paths of the component's trees: its own, and that of the image of its name where
   * that stands elsewhere.
   */
  public static List<String> trees(ClusterSnapshot cluster, ComponentName component) {
    return Stream.concat(
            Stream.of(component.path()),
            cluster.find(imageKey(component)).stream()
                .filter(image -> component.kind() == ComponentKind.SOFTWARE_IMAGE)
                .map(image -> image.get(SoftwareImage.PATH)))
        .distinct()
        .toList();
  }

  /**
   * Returns the entities that use the component and so prevent its removal: nodes that run the
   * image, categories that use it (its own category only when nodes are in it), and the partition
   * where its default category uses it. A node-installer or cm-shared tree is used by the nodes
   * that run an image which an archOS entry binds to it, or the image of its own architecture and
   * distribution. Any tree is used by other images and parts inside it. Sorted by key, without
   * duplicates.
   */
  public static List<EntityKey> users(ClusterSnapshot cluster, ComponentName component) {
    Stream<EntityKey> users =
        switch (component.kind()) {
          case SOFTWARE_IMAGE -> imageUsers(cluster, component);
          case NODE_INSTALLER, CM_SHARED -> partUsers(cluster, component);
        };
    return ImmutableSortedSet.copyOf(
            Stream.concat(users, othersInTree(cluster, component)).toList())
        .asList();
  }

  private static Stream<EntityKey> othersInTree(ClusterSnapshot cluster, ComponentName component) {
    Set<EntityKey> own = Set.copyOf(entities(cluster, component));
    return cluster.entities().values().stream()
        .filter(
            entity ->
                switch (entity.type()) {
                  case SOFTWARE_IMAGE -> isIn(component.path(), entity.get(SoftwareImage.PATH));
                  case FS_PART -> isIn(component.path(), entity.name());
                  case PARTITION, NETWORK, CATEGORY, DEVICE, ARCH_OS, FS_MOUNT, FS_EXPORT -> false;
                })
        .map(Entity::key)
        .filter(key -> !own.contains(key));
  }

  private static boolean isIn(String tree, String path) {
    return path.equals(tree) || path.startsWith(tree + "/");
  }

  private static Stream<EntityKey> imageUsers(ClusterSnapshot cluster, ComponentName component) {
    Set<EntityKey> users = new LinkedHashSet<>();
    cluster.nodesRunning(component.name()).forEach(node -> users.add(node.key()));
    for (Entity category : cluster.all(EntityType.CATEGORY)) {
      if (category.get(Category.SOFTWARE_IMAGE).equals(component.name())) {
        cluster.nodesIn(category.name()).forEach(node -> users.add(node.key()));
        if (!category.name().equals(component.categoryName())) {
          users.add(category.key());
        } else if (isDefault(cluster, category)) {
          users.add(Partition.BASE);
        }
      }
    }
    return users.stream();
  }

  private static boolean isDefault(ClusterSnapshot cluster, Entity category) {
    return cluster
        .partition()
        .filter(base -> base.get(Partition.DEFAULT_CATEGORY).equals(category.name()))
        .isPresent();
  }

  private static Stream<EntityKey> partUsers(ClusterSnapshot cluster, ComponentName component) {
    Stream<String> bound =
        cluster.all(EntityType.ARCH_OS).stream()
            .filter(
                entry ->
                    entry.get(ArchOsEntry.SHARED).equals(component.path())
                        || entry.get(ArchOsEntry.INSTALLER).equals(component.path()))
            .map(entry -> entry.get(ArchOsEntry.PRIMARY_IMAGE))
            .filter(image -> !image.isEmpty());
    String own = new ComponentName(ComponentKind.SOFTWARE_IMAGE, component.archOs()).name();
    return Stream.concat(bound, Stream.of(own))
        .flatMap(image -> cluster.nodesRunning(image).stream())
        .map(Device::key);
  }

  /**
   * Removes components and ignores missing ones: their images, parts and automatic exports, the
   * category that was made with an image and is unused like it, and the references in archOS
   * entries. An entry without references is removed. Correct only where there are no {@link
   * #users}.
   */
  public static ChangeSet of(ClusterSnapshot cluster, Collection<ComponentName> components) {
    ComponentRemoval removal = new ComponentRemoval(cluster);
    Set<String> gone = new LinkedHashSet<>();
    for (ComponentName component : components) {
      for (EntityKey key : entities(cluster, component)) {
        removal.changes.remove(key);
        gone.add(key.name());
        removal.removeExports(key.name());
      }
      if (component.kind() == ComponentKind.SOFTWARE_IMAGE) {
        removal.removeCategory(component);
      }
    }
    removal.unbind(gone);
    return removal.changes.build();
  }

  private void removeExports(String path) {
    for (Entity export : cluster.all(EntityType.FS_EXPORT)) {
      if (export.get(FsExport.AUTOMATIC).equals("yes") && isIn(path, export.get(FsExport.PATH))) {
        changes.remove(export.key());
      }
    }
  }

  private void removeCategory(ComponentName component) {
    cluster
        .find(EntityType.CATEGORY, component.categoryName())
        .filter(category -> category.get(Category.SOFTWARE_IMAGE).equals(component.name()))
        .ifPresent(category -> changes.remove(category.key()));
  }

  private void unbind(Set<String> gone) {
    for (Entity entry : cluster.all(EntityType.ARCH_OS)) {
      Entity left = entry;
      for (Property property : BOUND) {
        if (gone.contains(entry.get(property))) {
          left = left.with(property, "");
        }
      }
      if (left.equals(entry)) {
        continue;
      }
      if (BOUND.stream().map(left::get).allMatch(String::isEmpty)) {
        changes.remove(entry.key());
      } else {
        changes.put(left);
      }
    }
  }

  private static EntityKey imageKey(ComponentName component) {
    return EntityKey.of(EntityType.SOFTWARE_IMAGE, component.name());
  }

  private static EntityKey partKey(ComponentName component) {
    return EntityKey.of(EntityType.FS_PART, component.path());
  }
}
