package org.cmimage.endtoend;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.cmimage.core.ClusterLayout;
import org.cmimage.model.Distribution;

/** A set that plain emulation configures in a few minutes. */
class AccelerationTest extends AccelerationContract {
  /** All modules would take as long as the rest; these are what a virtual machine boots with. */
  private static final Map<String, String> FEW_MODULES =
      Map.of(
          "/etc/initramfs-tools/conf.d/test", "MODULES=list\n",
          "/usr/share/initramfs-tools/modules.d/test", "virtio_net\nvirtio_blk\next4\nnfs\n");

  AccelerationTest() {
    super("small");
  }

  @Override
  ClusterLayout cluster() throws IOException, InterruptedException {
    return TrialCluster.create(
        Distribution.parse("debian12"),
        List.of("openssh-server", "dbus", "ca-certificates", "python3"));
  }

  @Override
  Map<String, String> laid() {
    return FEW_MODULES;
  }
}
