package org.cmimage.model.rule;

import com.google.common.base.Joiner;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Property;
import org.cmimage.model.rule.Finding.Rule;
import org.cmimage.model.rule.Finding.Severity;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The rules for addresses and host names: no two devices have the same, those of devices and
 * routers are host addresses in their network, and netmasks fit. {@code 0.0.0.0} and {@code
 * 00:00:00:00:00:00} count as not set. Host names are the same in any case of letters (RFC 4343).
 */
final class AddressRules {
  /** The lowest bit of the first byte of a MAC, by IEEE 802, in its second digit. */
  private static final int GROUP = 1;

  /** The number of other entities listed in a message. */
  private static final int NAMED = 5;

  private final ClusterSnapshot cluster;
  private final Map<String, Optional<Subnet>> subnets = new HashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private AddressRules(ClusterSnapshot cluster) {
    this.cluster = cluster;
    cluster.networks().forEach(network -> subnets.put(network.name(), Subnet.of(network)));
  }

  /** Returns all findings about addresses, in time linear in the cluster's size. */
  static List<Finding> check(ClusterSnapshot cluster) {
    AddressRules rules = new AddressRules(cluster);
    rules.checkUnique(Device.MAC);
    rules.checkUnique(Device.IP);
    rules.checkUniqueNames();
    cluster.all(EntityType.DEVICE).forEach(rules::checkDevice);
    cluster.networks().forEach(rules::checkNetwork);
    rules.checkOverlap();
    cluster.all(EntityType.CATEGORY).forEach(rules::checkCategory);
    return rules.findings;
  }

  private void checkUnique(Property property) {
    ListMultimap<String, Entity> owners =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    for (Entity device : cluster.all(EntityType.DEVICE)) {
      String value = device.get(property);
      if (!value.isEmpty() && !value.equals(Device.NO_MAC) && !isUnspecified(value)) {
        owners.put(value, device);
      }
    }
    for (Entity device : owners.values()) {
      List<Entity> same = owners.get(device.get(property));
      if (same.size() > 1) {
        add(Rule.UNIQUE, device, property, others(device, same) + " " + device.get(property));
      }
    }
  }

  private void checkUniqueNames() {
    ListMultimap<String, Entity> owners =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    for (Entity device : cluster.all(EntityType.DEVICE)) {
      owners.put(device.name().toLowerCase(Locale.ROOT), device);
    }
    for (Entity device : owners.values()) {
      List<Entity> same = owners.get(device.name().toLowerCase(Locale.ROOT));
      if (same.size() > 1) {
        String name = " this name, as case does not count in host names";
        add(Rule.UNIQUE, device, Device.HOSTNAME, others(device, same) + name);
      }
    }
  }

  private static boolean isUnspecified(String address) {
    return address.equals("0.0.0.0") || address.equals("::");
  }

  private static String others(Entity device, List<Entity> same) {
    List<String> names =
        Stream.concat(same.stream().limit(NAMED + 1L), Stream.of(same.get(same.size() - 1)))
            .map(Entity::name)
            .filter(name -> !name.equals(device.name()))
            .distinct()
            .limit(NAMED)
            .toList();
    int more = same.size() - 1 - names.size();
    String others = Joiner.on(", ").join(names) + (more > 0 ? " and " + more + " more" : "");
    return same.size() == 2 ? "Device " + others + " also has" : "Devices " + others + " also have";
  }

  private void checkDevice(Entity device) {
    checkHost(device, Device.IP, Subnet.networkOf(cluster, device));
    String mac = device.get(Device.MAC);
    if (mac.length() > 1 && (Character.digit(mac.charAt(1), 16) & GROUP) != 0) {
      String fact = mac + " is the address of a group (multicast or broadcast), not of a device";
      add(Rule.ADDRESS, device, Device.MAC, fact);
    }
    if (!device.get(Device.TYPE).equals("HeadNode") && !HostNames.isHostName(device.name())) {
      String form = "expected letters, digits and dashes, at most 63 between dots, found ";
      add(Rule.ADDRESS, device, Device.HOSTNAME, form + device.name());
    }
  }

  private void checkHost(Entity entity, Property property, Optional<EntityKey> network) {
    Optional<InetAddress> address = Subnet.address(entity.get(property));
    Optional<Subnet> subnet =
        network.flatMap(key -> subnets.getOrDefault(key.name(), Optional.empty()));
    if (address.isEmpty() || subnet.isEmpty()) {
      return;
    }
    String of = "network " + network.get().name() + " (" + subnet.get() + ")";
    if (!subnet.get().contains(address.get())) {
      add(Rule.ADDRESS, entity, property, entity.get(property) + " is not in " + of);
    } else {
      checkReserved(entity, property, subnet.get(), of);
    }
  }

  private void checkReserved(Entity entity, Property property, Subnet subnet, String of) {
    String text = entity.get(property);
    InetAddress address = InetAddresses.forString(text);
    if (subnet.isNetworkAddress(address)) {
      add(Rule.ADDRESS, entity, property, text + " is the network address of " + of);
    } else if (subnet.isBroadcastAddress(address)) {
      add(Rule.ADDRESS, entity, property, text + " is the broadcast address of " + of);
    }
  }

  private void checkNetwork(Network network) {
    Optional<InetAddress> base = Subnet.address(network.get(Network.BASE_ADDRESS));
    Optional<Subnet> subnet = subnet(network);
    if (base.isPresent() && subnet.isEmpty() && !network.get(Network.NETMASK_BITS).isEmpty()) {
      String most = "A network at " + network.get(Network.BASE_ADDRESS) + " has at most ";
      add(Rule.ADDRESS, network, Network.NETMASK_BITS, most + Subnet.width(base.get()) + " bits");
    } else if (subnet.isPresent() && !base.equals(Optional.of(subnet.get().first()))) {
      String address = network.get(Network.BASE_ADDRESS);
      String of = "network " + network.name() + " (" + subnet.get() + ")";
      warn(network, address + " is not the first address of " + of);
    }
    checkHost(network, Network.GATEWAY, Optional.of(network.key()));
  }

  /** Checks that no network is a part of another one: two are apart or one is in the other. */
  private void checkOverlap() {
    List<Network> ordered =
        cluster.networks().stream()
            .filter(network -> subnet(network).isPresent())
            .sorted(Comparator.comparing(network -> subnet(network).orElseThrow()))
            .toList();
    Optional<Network> outer = Optional.empty();
    for (Network network : ordered) {
      Subnet subnet = subnet(network).orElseThrow();
      Optional<Subnet> around = outer.flatMap(this::subnet);
      if (around.isPresent() && around.get().contains(subnet.first())) {
        warn(
            network,
            subnet + " overlaps network " + outer.get().name() + " (" + around.get() + ")");
      } else {
        outer = Optional.of(network);
      }
    }
  }

  private Optional<Subnet> subnet(Network network) {
    return subnets.getOrDefault(network.name(), Optional.empty());
  }

  private void warn(Network network, String message) {
    String property = Network.BASE_ADDRESS.name();
    findings.add(new Finding(Severity.WARNING, Rule.ADDRESS, network.key(), property, message));
  }

  /**
   * Checks a category's default gateway, which may be in any network but must be a host address of
   * it.
   */
  private void checkCategory(Entity category) {
    Optional<InetAddress> gateway = Subnet.address(category.get(Category.DEFAULT_GATEWAY));
    for (Network network : gateway.isPresent() ? cluster.networks() : List.<Network>of()) {
      Optional<Subnet> subnet = subnet(network);
      if (subnet.isPresent() && subnet.get().contains(gateway.get())) {
        String of = "network " + network.name() + " (" + subnet.get() + ")";
        checkReserved(category, Category.DEFAULT_GATEWAY, subnet.get(), of);
      }
    }
  }

  private void add(Rule rule, Entity entity, Property property, String message) {
    findings.add(new Finding(Severity.ERROR, rule, entity.key(), property.name(), message));
  }
}
