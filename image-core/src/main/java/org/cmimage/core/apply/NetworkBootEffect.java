package org.cmimage.core.apply;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.HeadNode;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.host.Attempt;
import org.cmimage.core.netboot.ServedFiles;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.host.Notice;
import org.cmimage.model.netboot.NetbootMode;
import org.cmimage.model.netboot.NetworkBoot;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * What nodes boot from the network: copies of kernels and loaders, and configuration that names
 * them. Copies come before the configuration that names them, and go after it. A failure is a
 * warning, so that exports and mounts do not depend on a boot service.
 */
final class NetworkBootEffect {
  /** The machine whose distribution's packages have loaders, whatever the cluster's root. */
  private static final Path HEAD_NODE = Path.of("/");

  private final ClusterLayout layout;
  private final HostCalls calls;

  NetworkBootEffect(ClusterLayout layout, HostCalls calls) {
    this.layout = layout;
    this.calls = calls;
  }

  /** Returns what applying this state would change. Changes nothing. */
  Applied preview(ClusterSnapshot cluster) {
    return work(cluster, false);
  }

  /** Applies this state. */
  Applied apply(ClusterSnapshot cluster) {
    return work(cluster, true);
  }

  private Applied work(ClusterSnapshot cluster, boolean changes) {
    List<String> warnings = new ArrayList<>();
    try {
      NetbootMode mode = new HeadNode(layout).netbootMode();
      NetworkBoot wanted = NetworkBoot.of(cluster, mode);
      wanted.notices().stream().map(Notice::toString).forEach(warnings::add);
      ServedFiles served = ServedFiles.compare(layout, calls, HEAD_NODE, wanted);
      HostFileWriter writer = new HostFileWriter(layout);
      if (changes) {
        served.copy();
      }
      List<HostFileChange> files = writer.changes(wanted.files());
      if (changes) {
        writer.write(files);
        served.removeObsolete();
      }
      warnings.addAll(served.warnings());
      if (changes && layout.equals(ClusterLayout.ofHeadNode())) {
        warnings.addAll(tell(files));
      }
      return new Applied(files, served.changes(), warnings);
    } catch (IOException e) {
      Attempt applying =
          new Attempt("cannot make what nodes boot", layout.root(), new Remedy.None());
      warnings.add(String.valueOf(applying.fault(e).getMessage()));
      return new Applied(List.of(), List.of(), warnings);
    }
  }

  private static List<String> tell(List<HostFileChange> files) {
    try {
      return new DnsmasqServer(DnsmasqServer.PROCESS_FILES).tell(files);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of("interrupted before dnsmasq was told of its hosts");
    }
  }
}
