package org.cmimage.core.pipeline;

import java.io.IOException;
import java.util.Optional;
import org.cmimage.core.ImageException;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.spi.FaultException;
import org.cmimage.model.ArchOs;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.ChangeSet;
import org.cmimage.model.entity.ClusterSnapshot;
import org.cmimage.model.store.StoreException;

/** Enters a published tree into the cluster, which is set up first where it is not yet. */
final class Registration {
  private final ImagePipeline.Ports ports;

  Registration(ImagePipeline.Ports ports) {
    this.ports = ports;
  }

  /**
   * Fails as {@link #register} would where the cluster is yet to be set up and its configuration is
   * wrong.
   */
  void check() throws IOException {
    try {
      if (ports.store().snapshot().partition().isEmpty()) {
        new HeadNode(ports.layout()).newCluster();
      }
    } catch (StoreException e) {
      throw fault(e);
    }
  }

  void register(ComponentName component, Optional<String> kernelRelease) throws IOException {
    try {
      if (ports.store().snapshot().partition().isEmpty()) {
        NewCluster cluster = new HeadNode(ports.layout()).newCluster();
        ports.store().update(cluster::changes);
      }
      ports.store().update(snapshot -> changes(snapshot, component, kernelRelease));
    } catch (StoreException e) {
      throw fault(e);
    }
  }

  private static FaultException fault(StoreException e) {
    ImageException failure = Stores.unusable(e);
    return new FaultException(failure.code(), failure.getMessage(), failure.remedy(), e);
  }

  private ChangeSet changes(
      ClusterSnapshot cluster, ComponentName component, Optional<String> kernelRelease) {
    ArchOs archOs = component.archOs();
    return switch (component.kind()) {
      case SOFTWARE_IMAGE ->
          ComponentRegistration.softwareImage(
              cluster, archOs, kernelRelease.orElse(""), ports.clock().instant());
      case NODE_INSTALLER -> ComponentRegistration.nodeInstaller(cluster, archOs);
      case CM_SHARED -> ComponentRegistration.cmShared(cluster, archOs);
    };
  }
}
