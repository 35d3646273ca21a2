package org.cmimage.model.rule;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.FsExport;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;

/**
 * The exports that a head node has by itself to each network that provisions nodes: what every node
 * mounts, all of cm-shared, and the node-installer, read-only except for the certificates that
 * nodes request.
 */
public final class ProvisioningExports {
  private static final ImmutableList<String> ALWAYS = ImmutableList.of("/var/spool/burn", "/home");

  private ProvisioningExports() {}

  /** Returns the exports to a network, whatever parts there are; none if it provisions no nodes. */
  public static List<FsExport> always(EntityKey headNode, Network network) {
    return network.isProvisioned()
        ? ALWAYS.stream().map(path -> export(headNode, path, network, true)).toList()
        : List.of();
  }

  /** Returns the exports of a part to a network; none if it provisions no nodes. */
  public static List<FsExport> of(EntityKey headNode, FsPart part, Network network) {
    if (!network.isProvisioned()) {
      return List.of();
    }
    return switch (part.get(FsPart.TYPE)) {
      case "cm-shared" -> List.of(export(headNode, part.name(), network, true));
      case "node-installer" ->
          List.of(
              export(headNode, part.name(), network, false),
              export(headNode, part.name() + "/certificates", network, true));
      // Provisioning copies parts of the other types by rsync.
      default -> List.of();
    };
  }

  private static FsExport export(
      EntityKey headNode, String path, Network network, boolean isWritable) {
    return FsExport.automatic(headNode, path, network.name(), isWritable);
  }
}
