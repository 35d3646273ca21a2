package org.cmimage.model.change;

import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The exports a head node makes of a directory, one for every network that provisions nodes.
 * Existing exports stay unchanged.
 */
record AutomaticExports(
    ChangeSet.Builder changes,
    ClusterSnapshot cluster,
    EntityKey headNode,
    Iterable<Network> networks) {
  /**
   * Exports what nodes need of the part: all of cm-shared, the node-installer read-only except for
   * the certificates that nodes request.
   */
  void addFor(FsPart part) {
    switch (part.get(FsPart.TYPE)) {
      case "cm-shared" -> add(part.name(), true);
      case "node-installer" -> {
        add(part.name(), false);
        add(part.name() + "/certificates", true);
      }
      default -> {
        // Provisioning copies parts of the other types by rsync.
      }
    }
  }

  void add(String path, boolean write) {
    for (Network network : networks) {
      FsExport export = FsExport.automatic(headNode, path, network.name(), write);
      if (network.isProvisioned() && cluster.find(export.key()).isEmpty()) {
        changes.put(export);
      }
    }
  }
}
