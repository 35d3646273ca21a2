package org.cmimage.core.plan;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.cluster.TreeLocks;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.Fault;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.ComponentRemoval;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.rule.ClusterRules;
import org.cmimage.model.rule.Finding;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.StoreException;

/** The registration of a published tree in the cluster, which is set up first if necessary. */
public final class Registration {
  private final PipelinePorts ports;

  /** Makes a registration in the store of these ports. */
  public Registration(PipelinePorts ports) {
    this.ports = ports;
  }

  /**
   * Checks what {@link #register} needs: a cluster that is not set up yet must have a valid
   * configuration.
   */
  void check() throws IOException {
    try {
      ClusterSnapshot cluster = ports.store().snapshot();
      if (cluster.partition().isEmpty()) {
        NewCluster first = new HeadNode(ports.layout()).newCluster(ports.calls());
        requireValid(cluster.apply(first.changes(cluster)));
      }
    } catch (StoreException e) {
      throw Stores.fault(e);
    }
  }

  /**
   * Refuses an invalid cluster, such as one with a netmask that does not fit an address, before any
   * work is done.
   */
  private void requireValid(ClusterSnapshot first) throws FaultException {
    List<Finding> errors = ClusterRules.errors(first);
    if (!errors.isEmpty()) {
      throw new FaultException(
          ErrorCode.INVALID_CONFIGURATION,
          "cannot set up the cluster",
          errors.stream().map(Finding::toString).collect(Collectors.joining("; ")),
          new Remedy.Advice("Correct " + ports.layout().configuration()));
    }
  }

  /** Returns whether the component has its part in the cluster. */
  public boolean isRegistered(ComponentName component) throws IOException {
    return snapshot().find(EntityKey.of(EntityType.FS_PART, component.path())).isPresent();
  }

  /**
   * Returns the failure to replace the component's tree where that is locked in cmsh; empty where
   * it is not.
   */
  Optional<Fault> lock(ComponentName component) throws IOException {
    ClusterSnapshot cluster = snapshot();
    return new TreeLocks(ports.layout())
        .locked(
            "cannot replace " + component,
            cluster,
            // the name of a tree that an administrator named may be another tree's, too
            component.place().isPresent()
                ? List.of(component.path())
                : ComponentRemoval.trees(cluster, component));
  }

  /**
   * Returns the kernel that nodes of a registered software image boot, which an administrator may
   * have chosen; empty where there is no such image, or no kernel is set.
   */
  public Optional<String> kernel(ComponentName component) throws IOException {
    return image(snapshot(), component)
        .map(image -> image.get(SoftwareImage.KERNEL_VERSION))
        .filter(kernel -> !kernel.isEmpty());
  }

  /**
   * Registers a new tree.
   *
   * @return the category for its nodes, where there was none
   */
  public Optional<String> register(ComponentName component, Optional<String> kernelRelease)
      throws IOException {
    return update(
        component, cluster -> changes(cluster, component, kernelRelease, ports.clock().instant()));
  }

  /**
   * Registers an existing tree, which keeps its creation time if it is registered already.
   *
   * @return the category for its nodes, where there was none
   */
  public Optional<String> adopt(ComponentName component, Optional<String> kernelRelease)
      throws IOException {
    return update(
        component,
        cluster ->
            changes(
                cluster,
                component,
                kernelRelease,
                creationTime(cluster, component).orElseGet(ports.clock()::instant)));
  }

  private static Optional<Instant> creationTime(ClusterSnapshot cluster, ComponentName component) {
    return image(cluster, component)
        .map(image -> image.get(SoftwareImage.CREATION_TIME))
        .filter(time -> !time.isEmpty())
        .map(time -> Instant.ofEpochSecond(Long.parseLong(time)));
  }

  private static Optional<Entity> image(ClusterSnapshot cluster, ComponentName component) {
    return cluster
        .find(EntityType.SOFTWARE_IMAGE, component.name())
        .filter(image -> image.get(SoftwareImage.PATH).equals(component.path()));
  }

  private ClusterSnapshot snapshot() throws IOException {
    try {
      return ports.store().snapshot();
    } catch (StoreException e) {
      throw Stores.fault(e);
    }
  }

  private Optional<String> update(
      ComponentName component, Function<ClusterSnapshot, ChangeSet> changes) throws IOException {
    try {
      if (ports.store().snapshot().partition().isEmpty()) {
        NewCluster cluster = new HeadNode(ports.layout()).newCluster(ports.calls());
        ports.store().update(cluster::changes);
      }
      String category = component.categoryName();
      boolean hadCategory = hasCategory(ports.store().snapshot(), category);
      ClusterSnapshot after = ports.store().update(changes::apply);
      return !hadCategory && hasCategory(after, category)
          ? Optional.of(category)
          : Optional.empty();
    } catch (StoreException e) {
      throw Stores.fault(e);
    }
  }

  private static boolean hasCategory(ClusterSnapshot cluster, String name) {
    return cluster.find(EntityType.CATEGORY, name).isPresent();
  }

  private static ChangeSet changes(
      ClusterSnapshot cluster,
      ComponentName component,
      Optional<String> kernelRelease,
      Instant created) {
    ArchOs archOs = component.archOs();
    return switch (component.kind()) {
      case SOFTWARE_IMAGE ->
          ComponentRegistration.softwareImage(cluster, archOs, kernelRelease.orElse(""), created);
      case NODE_INSTALLER -> ComponentRegistration.nodeInstaller(cluster, archOs);
      case CM_SHARED -> ComponentRegistration.cmShared(cluster, archOs);
    };
  }
}
