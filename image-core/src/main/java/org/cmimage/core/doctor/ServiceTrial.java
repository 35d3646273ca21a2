package org.cmimage.core.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.apply.NfsServer;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.doctor.ListeningPort.Protocol;
import org.cmimage.core.fault.Remedy;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.host.HostFile;
import org.cmimage.model.host.HostFiles;
import org.cmimage.model.netboot.NetbootMode;
import org.cmimage.model.snapshot.ClusterSnapshot;

/** Whether the services that nodes need run on this head node, as far as entities ask for them. */
final class ServiceTrial {
  private static final ListeningPort DHCP = new ListeningPort(Protocol.UDP, 67);
  private static final ListeningPort TFTP = new ListeningPort(Protocol.UDP, 69);
  private static final ListeningPort HTTP = new ListeningPort(Protocol.TCP, 80);

  private final ClusterLayout layout;
  private final ClusterSnapshot cluster;
  private final List<HostFinding> findings = new ArrayList<>();

  ServiceTrial(ClusterLayout layout, ClusterSnapshot cluster) {
    this.layout = layout;
    this.cluster = cluster;
  }

  /**
   * Returns the findings; none for a cluster below another root, which this machine does not serve.
   */
  List<HostFinding> run() throws IOException {
    return layout.equals(ClusterLayout.ofHeadNode())
        ? run(new HeadNode(layout).netbootMode())
        : List.of();
  }

  /** Returns the findings on this machine, whatever the cluster's root. */
  List<HostFinding> run(NetbootMode mode) {
    nfs();
    netboot(mode);
    return findings;
  }

  private void nfs() {
    boolean exports =
        HostFiles.of(cluster).files().stream()
            .anyMatch(file -> file.form() == HostFile.Form.WHOLE && !file.content().isEmpty());
    if (exports) {
      add(
          "NFS server",
          NfsServer.isRunning(),
          "running",
          "directories are exported, and no server is running",
          "install and start it: nfs-kernel-server (Debian, Ubuntu), nfs-utils (RHEL)");
    }
  }

  /** Checks the services of nodes that boot; those of a site are on other machines, perhaps. */
  private void netboot(NetbootMode mode) {
    if (mode == NetbootMode.NONE) {
      return;
    }
    String elsewhere = "start a server, unless one of another machine answers";
    String start = mode == NetbootMode.DNSMASQ ? "start it: systemctl restart dnsmasq" : elsewhere;
    port("DHCP", DHCP, start);
    port("TFTP", TFTP, start);
    boolean overHttp =
        cluster.all(EntityType.CATEGORY).stream()
            .anyMatch(each -> each.get(Category.BOOT_LOADER_PROTOCOL).equals("HTTP"));
    if (overHttp) {
      port(
          "HTTP", HTTP, "start a web server, see docs/HEADNODE.md, or set bootloaderprotocol tftp");
    }
  }

  private void port(String subject, ListeningPort port, String cure) {
    add(
        subject,
        port.isOpen(),
        "a server waits at " + port,
        "nodes boot from the network, and no server waits at " + port,
        cure);
  }

  private void add(String subject, boolean isThere, String good, String bad, String cure) {
    findings.add(
        isThere
            ? HostFinding.good(subject, good)
            : HostFinding.note(subject, bad, new Remedy.Advice(cure)));
  }
}
