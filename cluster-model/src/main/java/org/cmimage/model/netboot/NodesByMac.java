package org.cmimage.model.netboot;

import java.util.List;
import java.util.Locale;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** The nodes that a boot service can tell apart. Stateless. */
final class NodesByMac {
  private NodesByMac() {}

  /** Returns the devices with a known MAC, without the head node. */
  static List<Entity> of(ClusterSnapshot cluster) {
    return cluster.all(EntityType.DEVICE).stream()
        .filter(device -> !device.get(Device.TYPE).equals("HeadNode"))
        .filter(device -> !device.get(Device.MAC).isEmpty())
        .filter(device -> !device.get(Device.MAC).equals(Device.NO_MAC))
        .toList();
  }

  /** Returns the MAC of a device as loaders and DHCP servers write it. */
  static String mac(Entity device) {
    return device.get(Device.MAC).toLowerCase(Locale.ROOT);
  }
}
