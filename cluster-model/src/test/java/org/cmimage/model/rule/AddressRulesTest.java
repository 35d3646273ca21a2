package org.cmimage.model.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Partition;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private static final Network NETWORK =
      Network.named("internalnet").with(Network.BASE_ADDRESS, "10.141.0.0");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "52:54:00:aa:bb:cc",
        "52-54-00-AA-BB-CC",
        "5254.00aa.bbcc",
        "525400aabbcc",
        "52:54:00:AA:BB:CC"
      })
  void oneMacInAnySpellingOfTwoDevicesIsNamedAtBoth(String spelling) {
    assertThat(
            findings(
                node("n1").with(Device.MAC, "52:54:00:AA:BB:CC"),
                node("n2").with(Device.MAC, spelling)))
        .containsExactly(
            "device n1: mac: Device n2 also has 52:54:00:AA:BB:CC",
            "device n2: mac: Device n1 also has 52:54:00:AA:BB:CC");
  }

  @Test
  void hostNamesThatDifferInCaseAloneAreTheSame() {
    assertThat(findings(node("node001"), node("NODE001"), node("node002")))
        .containsExactly(
            "device NODE001: hostname: Device node001 also has this name, as case does not count in"
                + " host names",
            "device node001: hostname: Device NODE001 also has this name, as case does not count in"
                + " host names");
  }

  @ParameterizedTest
  @ValueSource(strings = {"01:00:5e:00:00:01", "ff:ff:ff:ff:ff:ff", "33:33:00:00:00:01"})
  void theMacOfAGroupIsNotThatOfADevice(String mac) {
    assertThat(findings(node("n1").with(Device.MAC, mac)))
        .containsExactly(
            "device n1: mac: "
                + mac.toUpperCase(Locale.ROOT)
                + " is the address of a group (multicast or broadcast), not of a device");
  }

  @ParameterizedTest
  @CsvSource({
    "node001, true",
    "a.b-c.d, true",
    "7, true",
    "a_b, false",
    "node001., false",
    "a-, false",
    "a..b, false",
  })
  void theNameOfANodeIsThatOfAHost(String name, boolean isOne) {
    assertThat(findings(node(name))).hasSize(isOne ? 0 : 1);
    assertThat(findings(node("n".repeat(63)))).isEmpty();
    assertThat(findings(node("n".repeat(64))))
        .containsExactly(
            "device "
                + "n".repeat(64)
                + ": hostname: expected letters, digits and dashes, at most 63 between dots, found "
                + "n".repeat(64));
  }

  @Test
  void oneIpOfManyDevicesIsNamedAtEach() {
    List<Entity> nodes = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      nodes.add(node("n" + i).with(Device.IP, "10.141.0.1"));
    }
    assertThat(findings(nodes.toArray(Entity[]::new)))
        .hasSize(8)
        .startsWith("device n1: ip: Devices n2, n3, n4, n5, n6 and 2 more also have 10.141.0.1")
        .endsWith("device n8: ip: Devices n1, n2, n3, n4, n5 and 2 more also have 10.141.0.1");
  }

  @Test
  void ipv6AddressesAreTheSameInAnySpelling() {
    Network six =
        Network.named("six").with(Network.BASE_ADDRESS, "fd00::").with(Network.NETMASK_BITS, "64");
    Device node = node("n1").with(Device.NETWORK, "six").with(Device.IP, "fd00::a:1");
    assertThat(
            findings(
                six,
                node,
                node.with(Device.HOSTNAME, "n2").with(Device.IP, "FD00:0:0:0:0:0:000A:0001")))
        .containsExactly(
            "device n1: ip: Device n2 also has fd00::a:1",
            "device n2: ip: Device n1 also has fd00::a:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::1%eth0", "10.141.0", "010.141.0.1", "10.141.0.1/16", "node001"})
  void whatIsNoAddressIsRefusedAtOnce(String text) {
    assertThatThrownBy(() -> node("n1").with(Device.IP, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected an IP address");
  }

  @Test
  void whatCountsAsNotSetIsNoDuplicate() {
    assertThat(
            findings(
                node("n1").with(Device.MAC, "00:00:00:00:00:00").with(Device.IP, "0.0.0.0"),
                node("n2").with(Device.MAC, "00:00:00:00:00:00").with(Device.IP, "0.0.0.0"),
                node("n3"),
                node("n4")))
        .isEmpty();
  }

  /** The network's netmask bits, a device's address, and what is wrong with it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "nothing",
      value = {
        "16 | 10.141.0.1     | nothing",
        "16 | 10.141.255.254 | nothing",
        "16 | 10.142.0.1     | is not in network internalnet (10.141.0.0/16)",
        "16 | 10.140.255.255 | is not in network internalnet (10.141.0.0/16)",
        "16 | fd00::1        | is not in network internalnet (10.141.0.0/16)",
        "16 | 10.141.0.0     | is the network address of network internalnet (10.141.0.0/16)",
        "16 | 10.141.255.255 | is the broadcast address of network internalnet (10.141.0.0/16)",
        "29 | 10.141.0.7     | is the broadcast address of network internalnet (10.141.0.0/29)",
        "29 | 10.141.0.8     | is not in network internalnet (10.141.0.0/29)",
        "31 | 10.141.0.0     | nothing",
        "31 | 10.141.0.1     | nothing",
        "32 | 10.141.0.0     | nothing",
        "32 | 10.141.0.1     | is not in network internalnet (10.141.0.0/32)",
      })
  void theAddressOfADeviceIsOneOfAHostInItsNetwork(String bits, String ip, String fact) {
    assertThat(
            findings(
                NETWORK.with(Network.NETMASK_BITS, bits),
                Device.headNode(
                        "head", new ArchOs(Architecture.X86_64, Distribution.parse("debian12")))
                    .with(Device.NETWORK, "internalnet")
                    .with(Device.IP, ip)))
        .isEqualTo(fact == null ? List.of() : List.of("device head: ip: " + ip + " " + fact));
  }

  @Test
  void aDeviceWithoutANetworkIsInThatOfItsCategoryOrPartition() {
    Network other =
        Network.named("other")
            .with(Network.BASE_ADDRESS, "10.9.0.0")
            .with(Network.NETMASK_BITS, "24");
    Entity base = Partition.base("lab").with(Partition.MANAGEMENT_NETWORK, "internalnet");
    Entity gpu = Category.named("gpu").with(Category.MANAGEMENT_NETWORK, "other");
    assertThat(
            findings(
                other,
                base,
                gpu,
                Device.node("n1", "gpu").with(Device.IP, "10.141.0.1"),
                Device.node("n2", "c").with(Device.IP, "10.9.0.1")))
        .containsExactly(
            "device n1: ip: 10.141.0.1 is not in network other (10.9.0.0/24)",
            "device n2: ip: 10.9.0.1 is not in network internalnet (10.141.0.0/16)");
  }

  @Test
  void netmasksFitAndRoutersAreHosts() {
    assertThat(
            findings(
                Network.named("b")
                    .with(Network.BASE_ADDRESS, "10.2.0.0")
                    .with(Network.NETMASK_BITS, "64"),
                Network.named("c")
                    .with(Network.BASE_ADDRESS, "10.3.0.0")
                    .with(Network.GATEWAY, "10.4.0.1"),
                Category.named("d").with(Category.DEFAULT_GATEWAY, "10.3.255.255"),
                Category.named("e").with(Category.DEFAULT_GATEWAY, "192.168.1.1")))
        .containsExactly(
            "network b: netmaskbits: A network at 10.2.0.0 has at most 32 bits",
            "network c: gateway: 10.4.0.1 is not in network c (10.3.0.0/16)",
            "category d: defaultgateway: 10.3.255.255 is the broadcast address of network c"
                + " (10.3.0.0/16)");
  }

  @Test
  void aBaseAddressInsideItsNetworkIsAWarning() {
    assertThat(
            ClusterRules.validate(
                cluster(Network.named("a").with(Network.BASE_ADDRESS, "10.1.2.3"))))
        .extracting(finding -> finding.severity() + " " + finding.message())
        .containsExactly("WARNING 10.1.2.3 is not the first address of network a (10.1.0.0/16)");
  }

  @Test
  void networksThatOverlapAreWarned() {
    assertThat(
            ClusterRules.validate(
                cluster(
                    network("wide", "10.128.0.0", "9"),
                    network("inside", "10.200.1.0", "24"),
                    network("apart", "10.127.0.0", "16"),
                    network("same", "10.128.0.0", "9"),
                    network("six", "a80::", "9"),
                    Network.named("unknown"))))
        .extracting(finding -> finding.severity() + " " + finding)
        .containsExactly(
            "WARNING network inside: baseaddress: 10.200.1.0/24 overlaps network same (10.128.0.0/9)",
            "WARNING network internalnet: baseaddress: 10.141.0.0/16 overlaps network same"
                + " (10.128.0.0/9)",
            "WARNING network wide: baseaddress: 10.128.0.0/9 overlaps network same (10.128.0.0/9)");
  }

  private static Network network(String name, String base, String bits) {
    return Network.named(name).with(Network.BASE_ADDRESS, base).with(Network.NETMASK_BITS, bits);
  }

  private static Device node(String name) {
    return Device.node(name, "c").with(Device.NETWORK, "internalnet");
  }

  private static List<String> findings(Entity... entities) {
    return ClusterRules.errors(cluster(entities)).stream().map(Finding::toString).toList();
  }

  private static ClusterSnapshot cluster(Entity... entities) {
    ChangeSet.Builder changes = ChangeSet.of(ClusterSnapshot.empty());
    changes.put(Partition.base("lab")).put(NETWORK).put(Category.named("c"));
    List.of(entities).forEach(changes::put);
    return ClusterSnapshot.empty().apply(changes.build());
  }
}
