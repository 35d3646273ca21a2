package org.cmimage.cli.shell;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.ArchOsBinding;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.edit.EditSession;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsMount;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.InMemoryClusterStore;
import org.cmimage.model.store.StoreException;

/** Clusters that transcripts begin with, each made the way the commands make it. */
final class Clusters {
  static final String HOST = "a06-u02-bcm-01";
  private static final Distribution UBUNTU = Distribution.parse("ubuntu2404");

  private Clusters() {}

  /** A store that holds the cluster of this name. */
  static ClusterStore named(String name) throws Exception {
    return switch (name) {
      case "empty" -> new InMemoryClusterStore();
      case "aarch64" -> renamed(Architecture.AARCH64);
      case "x86_64" -> bound(Architecture.X86_64);
      case "dgx" -> dgx();
      case "ha" -> ha();
      case "nodes" -> nodes();
      case "busy" -> new BusyStore(nodes());
      default -> throw new IllegalArgumentException("no cluster is called " + name);
    };
  }

  /** A head node of one architecture after the first components of the other were registered. */
  private static ClusterStore mixed(Architecture head) throws Exception {
    Architecture other = head == Architecture.AARCH64 ? Architecture.X86_64 : Architecture.AARCH64;
    ArchOs own = new ArchOs(head, UBUNTU);
    ArchOs foreign = new ArchOs(other, UBUNTU);
    SoftwareImage image =
        SoftwareImage.of("default-image", "/cm/images/default-image")
            .with(SoftwareImage.KERNEL_VERSION, kernel(head));
    ClusterStore store = new InMemoryClusterStore();
    update(
        store,
        new NewCluster(
                "cluster",
                HOST,
                own,
                List.of(NewCluster.internalNetwork()),
                List.of(image),
                List.of(
                    FsPart.of("/cm/shared", "cm-shared"),
                    FsPart.of("/cm/node-installer", "node-installer")))
            ::changes);
    update(
        store,
        cluster ->
            ComponentRegistration.softwareImage(cluster, foreign, kernel(other), Instant.EPOCH));
    update(store, cluster -> ComponentRegistration.nodeInstaller(cluster, foreign));
    update(store, cluster -> ComponentRegistration.cmShared(cluster, foreign));
    return store;
  }

  /** The same when the last step was done as well. */
  private static ClusterStore bound(Architecture head) throws Exception {
    ClusterStore store = mixed(head);
    ArchOs foreign =
        new ArchOs(
            head == Architecture.AARCH64 ? Architecture.X86_64 : Architecture.AARCH64, UBUNTU);
    update(
        store,
        cluster ->
            ArchOsBinding.of(cluster, foreign, Set.of("/cm/shared", "/cm/node-installer"))
                .changes());
    return store;
  }

  /** The same with the head node's new names alone, so that all can still be removed. */
  private static ClusterStore renamed(Architecture head) throws Exception {
    ClusterStore store = mixed(head);
    String suffix = "-ubuntu2404-" + head.unameName();
    EditSession edits = EditSession.open(store);
    for (String path : List.of("/cm/shared", "/cm/node-installer")) {
      edits.set(EntityKey.of(EntityType.FS_PART, path), FsPart.PATH, path + suffix);
    }
    edits.set(EntityKey.of(EntityType.CATEGORY, "default"), Category.NAME, "default" + suffix);
    edits.commit();
    return store;
  }

  private static String kernel(Architecture architecture) {
    return architecture == Architecture.AARCH64 ? "6.8.0-51-generic-64k" : "6.8.0-51-generic";
  }

  private static ClusterStore dgx() throws Exception {
    ClusterStore store = bound(Architecture.AARCH64);
    put(
        store,
        SoftwareImage.of("dgx-image", "/cm/images/dgx-image"),
        Category.named("dgx").with(Category.SOFTWARE_IMAGE, "dgx-image"));
    return store;
  }

  private static ClusterStore ha() throws Exception {
    ClusterStore store = bound(Architecture.AARCH64);
    EntityKey head = EntityKey.of(EntityType.DEVICE, HOST);
    String server = "7.241.16.39:";
    put(
        store,
        FsMount.of(head, server + "/home", "/home", "nfs"),
        FsMount.of(
            head, server + "/cm_shared/ubuntu2404-x86_64", "/cm/shared-ubuntu2404-x86_64", "nfs"),
        FsMount.of(
            head,
            server + "/cm_shared/ubuntu2404-aarch64",
            "/cm/shared-ubuntu2404-aarch64",
            "nfs"));
    return store;
  }

  /** Three nodes, two of them with the foreign image. */
  private static ClusterStore nodes() throws Exception {
    ClusterStore store = renamed(Architecture.X86_64);
    put(
        store,
        Device.node("node001", "default-ubuntu2404-x86_64"),
        Device.node("node002", "default-ubuntu2404-aarch64"),
        Device.node("node003", "default-ubuntu2404-x86_64")
            .with(Device.SOFTWARE_IMAGE, "default-image-ubuntu2404-aarch64"));
    return store;
  }

  static void put(ClusterStore store, Entity... entities) throws Exception {
    update(
        store,
        cluster -> {
          ChangeSet.Builder changes = ChangeSet.of(cluster);
          for (Entity entity : entities) {
            changes.put(entity);
          }
          return changes.build();
        });
  }

  private static void update(ClusterStore store, Function<ClusterSnapshot, ChangeSet> changes)
      throws Exception {
    store.update(changes::apply);
  }

  /** One that another program writes to for too long. */
  private record BusyStore(ClusterStore real) implements ClusterStore {
    @Override
    public ClusterSnapshot snapshot() throws StoreException {
      return real.snapshot();
    }

    @Override
    public ClusterSnapshot apply(ChangeSet changes) throws StoreException {
      throw new StoreException(
          StoreException.Kind.BUSY,
          "cannot change store: another process has held it for more than 15 s",
          null);
    }

    @Override
    public void close() throws StoreException {
      real.close();
    }
  }
}
