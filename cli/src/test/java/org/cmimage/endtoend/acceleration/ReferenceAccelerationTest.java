package org.cmimage.endtoend.acceleration;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.cmimage.core.ClusterLayout;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.Distribution;

/** The set of packages that times are compared with. */
class ReferenceAccelerationTest extends AccelerationContract {
  private static final String SWITCH = "CM_IMAGE_TEST_REFERENCE";

  ReferenceAccelerationTest() {
    super("reference");
  }

  @Override
  ClusterLayout cluster() throws IOException, InterruptedException {
    assumeTrue(
        System.getenv(SWITCH) != null,
        "takes minutes: runs where " + SWITCH + " is in the environment");
    return TrialCluster.create(
        Distribution.parse("debian12"),
        """
        inherits: debian12
        packages:
          swimage:
            boot: [initramfs-tools]
            network: [ethtool, lldpd]
            dhcp: []
            infiniband: []
            login: [openssh-server, sudo, locales]
            time: [chrony]
            storage: [nfs-common, parted, mdadm]
            hardware: [pciutils, numactl, ipmitool]
            tools: [python3, environment-modules, rsync, curl, ca-certificates, jq]
            diagnosis: []
            logs: [rsyslog, dbus]
        """);
  }
}
