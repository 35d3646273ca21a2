package org.cmimage.model.change;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.cmimage.model.ArchOs;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The facts about a cluster before its first use.
 *
 * @param clusterName the cluster's name
 * @param hostName the head node's host name, without its domain
 * @param archOs the head node's own architecture and distribution
 * @param networks at least one of type {@code Internal}; nodes are managed over the first of these
 * @param images software images the head node has already under plain names, {@code default-image}
 *     among them; usually none
 * @param parts other trees the head node has already, such as {@code /cm/shared} and {@code
 *     /tftpboot}; usually none
 */
public record NewCluster(
    String clusterName,
    String hostName,
    ArchOs archOs,
    List<Network> networks,
    List<SoftwareImage> images,
    List<FsPart> parts) {
  private static final String DEFAULT_CATEGORY = "default";
  private static final String DEFAULT_IMAGE = "default-image";

  public NewCluster {
    networks = ImmutableList.copyOf(networks);
    images = ImmutableList.copyOf(images);
    parts = ImmutableList.copyOf(parts);
    if (ofType(networks, "Internal").isEmpty()) {
      throw new IllegalArgumentException(
          "a cluster needs a network of type Internal, found " + networks);
    }
  }

  /** Makes a cluster named after its head node, with {@link #internalNetwork} and nothing else. */
  public static NewCluster of(String hostName, ArchOs archOs) {
    return new NewCluster(
        hostName, hostName, archOs, List.of(internalNetwork()), List.of(), List.of());
  }

  /**
   * Returns the network {@code internalnet} as installers set it up: 10.141.0.0/16, which nodes
   * boot from.
   */
  public static Network internalNetwork() {
    return Network.named("internalnet")
        .with(Network.BASE_ADDRESS, "10.141.0.0")
        .with(Network.NETMASK_BITS, "16")
        .with(Network.DOMAIN_NAME, "eth.cluster")
        .with(Network.NODE_BOOTING, "yes");
  }

  /**
   * Returns the network {@code externalnet}, with addresses still to be set, to which there are no
   * automatic exports.
   */
  public static Network externalNetwork() {
    return Network.named("externalnet")
        .with(Network.TYPE, "External")
        .with(Network.DISABLE_AUTOMATIC_EXPORTS, "yes");
  }

  /**
   * Returns the changes that set the cluster up: partition {@code base}, head device, networks,
   * category {@code default} with its mounts, and the head node's own images, parts and exports.
   * The category has an image only where there is a {@code default-image}. Empty when the cluster
   * is set up already.
   */
  public ChangeSet changes(ClusterSnapshot cluster) {
    ChangeSet.Builder changes = ChangeSet.of(cluster);
    if (cluster.partition().isPresent()) {
      return changes.build();
    }
    String management = ofType(networks, "Internal").orElseThrow().name();
    String external = ofType(networks, "External").map(Network::name).orElse("");
    Device headNode = Device.headNode(hostName, archOs).with(Device.NETWORK, management);
    networks.forEach(changes::put);
    changes.put(headNode);
    changes.put(
        Partition.base(clusterName)
            .with(Partition.HEADNODE, headNode.name())
            .with(Partition.DEFAULT_CATEGORY, DEFAULT_CATEGORY)
            .with(Partition.MANAGEMENT_NETWORK, management)
            .with(Partition.EXTERNAL_NETWORK, external));
    putDefaultCategory(changes);
    for (SoftwareImage image : images) {
      changes.put(image);
      FsPart.ofImage(image.path()).forEach(changes::put);
    }
    AutomaticExports exports = new AutomaticExports(changes, cluster, headNode.key(), networks);
    exports.addAlways();
    parts.forEach(changes::put);
    parts.forEach(exports::addFor);
    return changes.build();
  }

  private void putDefaultCategory(ChangeSet.Builder changes) {
    boolean hasImage = images.stream().anyMatch(image -> image.name().equals(DEFAULT_IMAGE));
    Category category =
        Category.named(DEFAULT_CATEGORY)
            .with(Category.SOFTWARE_IMAGE, hasImage ? DEFAULT_IMAGE : "");
    changes.put(category);
    DefaultMounts.of(category.key()).forEach(changes::put);
  }

  private static Optional<Network> ofType(List<Network> networks, String type) {
    return networks.stream().filter(network -> network.get(Network.TYPE).equals(type)).findFirst();
  }
}
