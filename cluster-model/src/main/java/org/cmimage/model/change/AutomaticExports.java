package org.cmimage.model.change;

import java.util.List;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;
import org.cmimage.model.rule.ProvisioningExports;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The addition of a head node's {@link ProvisioningExports}. Existing exports stay unchanged. */
record AutomaticExports(
    ChangeSet.Builder changes,
    ClusterSnapshot cluster,
    EntityKey headNode,
    Iterable<Network> networks) {
  /** Adds those that every cluster has. */
  void addAlways() {
    networks.forEach(network -> add(ProvisioningExports.always(headNode, network)));
  }

  /** Adds those of a part. */
  void addFor(FsPart part) {
    networks.forEach(network -> add(ProvisioningExports.of(headNode, part, network)));
  }

  private void add(List<FsExport> exports) {
    for (FsExport export : exports) {
      if (cluster.find(export.key()).isEmpty()) {
        changes.put(export);
      }
    }
  }
}
