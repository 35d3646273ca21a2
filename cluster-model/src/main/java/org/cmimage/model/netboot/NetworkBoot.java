package org.cmimage.model.netboot;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.host.HostFile;
import org.cmimage.model.host.Notice;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * Everything that follows from a cluster for nodes that boot from the network. Immutable.
 *
 * @param files configuration files, without content where they are not needed
 * @param kernels what is served of images that a category or a node uses; others would take room
 *     for nothing
 * @param notices the entities without effect, each with the reason
 */
public record NetworkBoot(List<HostFile> files, List<ServedKernel> kernels, List<Notice> notices) {
  /** The directory that is served to nodes. */
  public static final String ROOT = "/tftpboot";

  /** Which hosts dnsmasq answers: it reads them again at SIGHUP. */
  public static final String DNSMASQ_HOSTS = "/var/lib/cm-image/dnsmasq.hosts";

  /** The configuration that dnsmasq reads when it starts. */
  public static final String DNSMASQ = "/etc/dnsmasq.d/cm-image.conf";

  public NetworkBoot {
    files = ImmutableList.copyOf(files);
    kernels = ImmutableList.copyOf(kernels);
    notices = ImmutableList.copyOf(notices);
  }

  /** Returns what a head node serves in this mode. */
  public static NetworkBoot of(ClusterSnapshot cluster, NetbootMode mode) {
    List<Notice> notices = new ArrayList<>();
    Map<String, BootSetup> setups = mode == NetbootMode.NONE ? Map.of() : setups(cluster, notices);
    GrubFiles grub = new GrubFiles(cluster, setups);
    boolean isServed = mode != NetbootMode.NONE;
    List<HostFile> files = new ArrayList<>();
    files.add(file(GrubFiles.NODES, isServed ? grub.nodes() : ""));
    files.add(file(GrubFiles.CONFIGURATION, isServed ? grub.configuration() : ""));
    files.addAll(
        mode == NetbootMode.DNSMASQ
            ? new DnsmasqFiles(cluster, notices).files()
            : DnsmasqFiles.none());
    Set<ServedKernel> kernels = new TreeSet<>();
    setups.values().forEach(setup -> kernels.add(setup.kernel()));
    return new NetworkBoot(files, List.copyOf(kernels), notices);
  }

  private static HostFile file(String path, String content) {
    return new HostFile(path, HostFile.Form.MARKED, content);
  }

  private static Map<String, BootSetup> setups(ClusterSnapshot cluster, List<Notice> notices) {
    Map<String, BootSetup> setups = new TreeMap<>();
    Set<String> seen = new LinkedHashSet<>();
    for (Entity category : cluster.all(EntityType.CATEGORY)) {
      Set<String> images = new LinkedHashSet<>();
      images.add(category.get(Category.SOFTWARE_IMAGE));
      cluster.nodesIn(category.name()).stream()
          .map(node -> node.get(Device.SOFTWARE_IMAGE))
          .forEach(images::add);
      for (String image : images) {
        if (!image.isEmpty() && seen.add(BootSetup.key(category, image))) {
          Optional<BootSetup> setup = BootSetup.of(cluster, category, image, notices);
          setup.ifPresent(found -> setups.put(found.key(), found));
        }
      }
    }
    List<Notice> distinct = notices.stream().distinct().toList();
    notices.clear();
    notices.addAll(distinct);
    return setups;
  }
}
