package org.cmimage.model.rule;

import com.google.common.collect.ComparisonChain;
import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The addresses of a network: those with a common prefix. Ordered by family and first address, the
 * larger one first.
 *
 * @param base any of its addresses
 * @param bits the length of the prefix in bits
 */
public record Subnet(InetAddress base, int bits) implements Comparable<Subnet> {
  public Subnet {
    if (bits < 0 || bits > width(base)) {
      throw new IllegalArgumentException(
          "expected 0 to " + width(base) + " netmask bits, found " + bits);
    }
  }

  /**
   * Returns the subnet of a network, or empty while it has no base address or the netmask is longer
   * than the address.
   */
  public static Optional<Subnet> of(Network network) {
    String bits = network.get(Network.NETMASK_BITS);
    return address(network.get(Network.BASE_ADDRESS))
        .filter(base -> !bits.isEmpty() && Integer.parseInt(bits) <= width(base))
        .map(base -> new Subnet(base, Integer.parseInt(bits)));
  }

  /**
   * Returns the network that the address of a device is in: its own, else its category's, else the
   * partition's; or empty where none of these is set.
   */
  static Optional<EntityKey> networkOf(ClusterSnapshot cluster, Entity device) {
    return device
        .reference(Device.NETWORK)
        .or(
            () ->
                device
                    .reference(Device.CATEGORY)
                    .flatMap(cluster::find)
                    .flatMap(category -> category.reference(Category.MANAGEMENT_NETWORK)))
        .or(() -> cluster.partition().flatMap(b -> b.reference(Partition.MANAGEMENT_NETWORK)));
  }

  /**
   * Returns the subnet for the address of a device, or empty while its network is unknown, or has
   * no base address.
   */
  public static Optional<Subnet> of(ClusterSnapshot cluster, Entity device) {
    return networkOf(cluster, device)
        .flatMap(cluster::find)
        .map(Network.class::cast)
        .flatMap(Subnet::of);
  }

  /** Returns the address in a property's value, or empty where it is not set or {@code 0.0.0.0}. */
  public static Optional<InetAddress> address(String value) {
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(InetAddresses.forString(value)).filter(found -> !found.isAnyLocalAddress());
  }

  @Override
  public int compareTo(Subnet other) {
    return ComparisonChain.start()
        .compare(width(base), width(other.base))
        .compare(number(first()), number(other.first()))
        .compare(bits, other.bits)
        .result();
  }

  static int width(InetAddress address) {
    return address.getAddress().length * Byte.SIZE;
  }

  /** Returns the network address: all host bits are 0. */
  public InetAddress first() {
    return address(number(base).shiftRight(hostBits()).shiftLeft(hostBits()));
  }

  /** Returns the last address: all host bits are 1. */
  public InetAddress last() {
    return address(number(first()).add(size()).subtract(BigInteger.ONE));
  }

  /** Returns whether the address is in the subnet. */
  public boolean contains(InetAddress address) {
    return width(address) == width(base)
        && number(address).shiftRight(hostBits()).equals(number(base).shiftRight(hostBits()));
  }

  /**
   * Returns whether the address is the network address; networks of one or two addresses have none.
   */
  public boolean isNetworkAddress(InetAddress address) {
    return hostBits() > 1 && address.equals(first());
  }

  /** Returns whether the address is the broadcast address; IPv6 has none. */
  public boolean isBroadcastAddress(InetAddress address) {
    return hostBits() > 1 && width(base) == Integer.SIZE && address.equals(last());
  }

  /** Returns whether a host can have the address. */
  public boolean isForHosts(InetAddress address) {
    return contains(address) && !isNetworkAddress(address) && !isBroadcastAddress(address);
  }

  /** Returns the address at a distance behind another one, or empty where a host cannot have it. */
  public Optional<InetAddress> following(InetAddress address, long distance) {
    BigInteger number = number(address).add(BigInteger.valueOf(distance));
    boolean isAddress =
        width(address) == width(base) && number.signum() >= 0 && number.bitLength() <= width(base);
    return isAddress ? Optional.of(address(number)).filter(this::isForHosts) : Optional.empty();
  }

  private int hostBits() {
    return width(base) - bits;
  }

  private BigInteger size() {
    return BigInteger.ONE.shiftLeft(hostBits());
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  private InetAddress address(BigInteger number) {
    return width(base) == Integer.SIZE
        ? InetAddresses.fromIPv4BigInteger(number)
        : InetAddresses.fromIPv6BigInteger(number);
  }

  /** Returns the CIDR notation, such as {@code 10.141.0.0/16}. */
  @Override
  public String toString() {
    return InetAddresses.toAddrString(first()) + "/" + bits;
  }
}
