package org.cmimage.model.edit;

import java.util.List;
import java.util.Map;
import org.cmimage.model.entity.ArchOsEntry;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsMount;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.Property;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;

/** A small cluster with something of everything. */
final class SampleCluster {
  static final EntityKey INTERNAL = EntityKey.of(EntityType.NETWORK, "internalnet");
  static final EntityKey IMAGE = EntityKey.of(EntityType.SOFTWARE_IMAGE, "default-image");
  static final EntityKey OTHER_IMAGE = EntityKey.of(EntityType.SOFTWARE_IMAGE, "gpu-image");
  static final EntityKey CATEGORY = EntityKey.of(EntityType.CATEGORY, "default");
  static final EntityKey OTHER_CATEGORY = EntityKey.of(EntityType.CATEGORY, "gpu");
  static final EntityKey HEAD = EntityKey.of(EntityType.DEVICE, "head01");
  static final EntityKey NODE = EntityKey.of(EntityType.DEVICE, "node001");
  static final EntityKey SHARED = EntityKey.of(EntityType.FS_PART, "/cm/shared");
  static final EntityKey HOME = CATEGORY.child(EntityType.FS_MOUNT, "/home");
  static final Property NOTES = EntityType.CATEGORY.schema().property("notes");
  static final Property RSYNC_XATTR = EntityType.FS_PART.schema().property("rsyncxattr");

  private SampleCluster() {}

  static ClusterSnapshot in(ClusterStore store) throws StoreException {
    return store.apply(changes());
  }

  private static ChangeSet changes() {
    ChangeSet.Builder changes = ChangeSet.of(ClusterSnapshot.empty());
    changes.put(
        Partition.base("lab")
            .with(Partition.HEADNODE, HEAD.name())
            .with(Partition.DEFAULT_CATEGORY, CATEGORY.name())
            .with(Partition.MANAGEMENT_NETWORK, INTERNAL.name()));
    for (String network : List.of("internalnet", "othernet")) {
      changes.put(Network.named(network).with(Network.NODE_BOOTING, "yes"));
      for (String path : List.of("/cm/shared", "/cm/installer/certificates", "/home")) {
        changes.put(FsExport.automatic(HEAD, path, network, true));
      }
    }
    changes.put(
        EntityType.DEVICE.entity(
            HEAD, Map.of(Device.TYPE.name(), "HeadNode", Device.NETWORK.name(), "internalnet")));
    changes.put(Device.node(NODE.name(), CATEGORY.name()).with(Device.NETWORK, "internalnet"));
    changes.put(Device.node("node002", CATEGORY.name()).with(Device.SOFTWARE_IMAGE, "gpu-image"));
    for (String image : List.of(IMAGE.name(), OTHER_IMAGE.name())) {
      String path = "/cm/images/" + image;
      changes.put(SoftwareImage.of(image, path));
      FsPart.ofImage(path).forEach(changes::put);
    }
    putCategories(changes);
    changes.put(FsPart.of("/cm/shared", "cm-shared"));
    changes.put(FsPart.of("/cm/installer", "node-installer"));
    EntityKey entry = Partition.BASE.child(EntityType.ARCH_OS, "aarch64/rhel9");
    changes.put(
        EntityType.ARCH_OS
            .entity(entry, Map.of())
            .with(ArchOsEntry.PRIMARY_IMAGE, IMAGE.name())
            .with(ArchOsEntry.SHARED, SHARED.name()));
    return changes.build();
  }

  private static void putCategories(ChangeSet.Builder changes) {
    changes.put(
        Category.named(CATEGORY.name())
            .with(Category.SOFTWARE_IMAGE, IMAGE.name())
            .with(NOTES, "as installed"));
    changes.put(
        Category.named(OTHER_CATEGORY.name()).with(Category.SOFTWARE_IMAGE, OTHER_IMAGE.name()));
    for (EntityKey category : List.of(CATEGORY, OTHER_CATEGORY)) {
      changes.put(FsMount.of(category, "master:/home", "/home", "nfs"));
      changes.put(FsMount.of(category, "none", "/proc", "proc"));
    }
  }
}
