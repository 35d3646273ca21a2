package org.cmimage.model.netboot;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.Property;
import org.cmimage.model.host.HostFile;
import org.cmimage.model.host.Notice;
import org.cmimage.model.rule.HostNames;
import org.cmimage.model.rule.Subnet;
import org.cmimage.model.snapshot.ClusterSnapshot;

/**
 * The configuration of dnsmasq: DHCP for the nodes of networks that nodes boot from, and TFTP. Only
 * machines that are nodes of the cluster get an address, and only in a network that the head node
 * has an address in. Hosts are in a file of their own, which dnsmasq reads again at SIGHUP.
 */
final class DnsmasqFiles {
  private static final String HEAD =
      HostFile.MARK
          + """
           of networks and categories; hosts are in %s
          # Changes of this file are lost. dnsmasq reads it when it starts: systemctl restart dnsmasq
          """
              .formatted(NetworkBoot.DNSMASQ_HOSTS);

  private static final String HOSTS_HEAD =
      HostFile.MARK
          + """
           of devices, as dhcp-host in dnsmasq(8)
          # Changes of this file are lost. dnsmasq reads it again at: systemctl reload dnsmasq
          """;

  private static final Property MTU = EntityType.NETWORK.schema().property("mtu");

  /** What dnsmasq takes for an address or a time where a host's name stands. */
  private static final Pattern NO_NAME =
      Pattern.compile("[0-9.]+|[0-9]+[smhdwSMHDW]|infinite|ignore", Pattern.CASE_INSENSITIVE);

  /** The loaders by the client's architecture, as option 93 has it (RFC 4578, and IANA's list). */
  private enum Client {
    BIOS("0", "x86_64/bios/core.0", false),
    X86_64("7 9", "x86_64/efi64/bootx64.efi", false),
    AARCH64("11", "aarch64/bootaa64.efi", false),
    X86_64_HTTP("16", "x86_64/efi64/bootx64.efi", true),
    AARCH64_HTTP("19", "aarch64/bootaa64.efi", true);

    private final List<String> numbers;
    private final String loader;
    private final boolean overHttp;

    Client(String numbers, String loader, boolean overHttp) {
      this.numbers = List.of(numbers.split(" "));
      this.loader = loader;
      this.overHttp = overHttp;
    }

    private String tag() {
      return "cm-image-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final ClusterSnapshot cluster;
  private final List<Notice> notices;
  private final Map<Subnet, Network> served = new LinkedHashMap<>();

  /** The gateways that categories have of their own, by the tag of their nodes. */
  private final Map<String, String> gateways = new TreeMap<>();

  DnsmasqFiles(ClusterSnapshot cluster, List<Notice> notices) {
    this.cluster = cluster;
    this.notices = notices;
  }

  /** Returns the hosts and the configuration; without content where no network is served. */
  List<HostFile> files() {
    findNetworks();
    String hosts = served.isEmpty() ? "" : hosts();
    String configuration = served.isEmpty() ? "" : configuration();
    return List.of(
        new HostFile(NetworkBoot.DNSMASQ_HOSTS, HostFile.Form.MARKED, hosts),
        new HostFile(NetworkBoot.DNSMASQ, HostFile.Form.MARKED, configuration));
  }

  /** Returns no files, so that those of before go. */
  static List<HostFile> none() {
    return List.of(
        new HostFile(NetworkBoot.DNSMASQ_HOSTS, HostFile.Form.MARKED, ""),
        new HostFile(NetworkBoot.DNSMASQ, HostFile.Form.MARKED, ""));
  }

  private String configuration() {
    StringBuilder text = new StringBuilder(HEAD);
    for (Client client : Client.values()) {
      for (String number : client.numbers) {
        line(text, "dhcp-match=set:" + client.tag(), "option:client-arch", number);
      }
    }
    served.forEach((subnet, network) -> add(text, subnet, network));
    // Of two options that apply the later one counts.
    gateways.forEach(
        (tag, gateway) -> line(text, "dhcp-option=tag:" + tag, "option:router", gateway));
    line(text, "dhcp-hostsfile=" + NetworkBoot.DNSMASQ_HOSTS);
    line(text, "enable-tftp");
    line(text, "tftp-no-fail");
    line(text, "tftp-root=" + NetworkBoot.ROOT);
    return text.toString();
  }

  private void add(StringBuilder text, Subnet subnet, Network network) {
    String tag = "cm-image-net-" + network.name();
    String first = InetAddresses.toAddrString(subnet.first());
    line(text, "dhcp-range=set:" + tag, first, "static", netmask(subnet.bits()));
    String option = "dhcp-option=tag:" + tag;
    String router = network.get(Network.GATEWAY);
    if (isGateway(router)) {
      line(text, option, "option:router", router);
    } else {
      // Without the option dnsmasq would name itself.
      line(text, option, "option:router");
    }
    String domain = network.get(Network.DOMAIN_NAME);
    if (HostNames.isHostName(domain)) {
      line(text, option, "option:domain-name", domain);
    } else if (!domain.isEmpty()) {
      leaveOut(network, "\"" + domain + "\" is not a domain name");
    }
    line(text, option, "option:mtu", network.get(MTU));
    String head = cluster.headNode().map(node -> node.get(Device.IP)).orElse("");
    for (Client client : Client.values()) {
      String both = "tag:" + tag + ",tag:" + client.tag();
      if (client.overHttp) {
        line(text, "dhcp-option-force=" + both, "option:vendor-class", "HTTPClient");
        String url = "http://" + head + NetworkBoot.ROOT + "/";
        line(text, "dhcp-boot=" + both, url + client.loader);
      } else {
        line(text, "dhcp-boot=" + both, client.loader);
      }
    }
  }

  private static void line(StringBuilder text, String... parts) {
    text.append(String.join(",", parts)).append('\n');
  }

  private static boolean isGateway(String address) {
    return Subnet.address(address).filter(Inet4Address.class::isInstance).isPresent();
  }

  private static String netmask(int bits) {
    int mask = bits == 0 ? 0 : -1 << (Integer.SIZE - bits);
    return InetAddresses.toAddrString(InetAddresses.fromInteger(mask));
  }

  private void findNetworks() {
    Optional<InetAddress> head =
        cluster.headNode().flatMap(node -> Subnet.address(node.get(Device.IP)));
    for (Network network : cluster.networks()) {
      if (!network.get(Network.NODE_BOOTING).equals("yes")) {
        continue;
      }
      Optional<Subnet> subnet = Subnet.of(network);
      if (subnet.isEmpty()) {
        leaveOut(network, "it has no base address, so DHCP does not serve it");
      } else if (!(subnet.get().base() instanceof Inet4Address)) {
        leaveOut(network, "DHCP serves networks of IPv4 alone");
      } else if (head.isEmpty() || !subnet.get().contains(head.get())) {
        leaveOut(network, "the head node has no IP in it, so DHCP does not serve it");
      } else if (served.putIfAbsent(new Subnet(subnet.get().first(), subnet.get().bits()), network)
          != null) {
        leaveOut(network, "another network has the same addresses");
      }
    }
  }

  private void leaveOut(Entity entity, String fact) {
    notices.add(new Notice(entity.key(), fact));
  }

  /** Returns a line for each node with a MAC and an IP in a network that is served. */
  private String hosts() {
    StringBuilder text = new StringBuilder(HOSTS_HEAD);
    List<Entity> withoutAddress = new ArrayList<>();
    for (Entity device : NodesByMac.of(cluster)) {
      Optional<InetAddress> address = Subnet.address(device.get(Device.IP));
      if (address.isEmpty()) {
        withoutAddress.add(device);
      } else if (served.keySet().stream().anyMatch(subnet -> subnet.isForHosts(address.get()))) {
        text.append(host(device)).append('\n');
      }
    }
    if (!withoutAddress.isEmpty()) {
      int more = withoutAddress.size() - 1;
      String others = more == 0 ? "" : "; nor have " + more + " other nodes with a MAC";
      leaveOut(
          withoutAddress.get(0), "it has a MAC and no IP, so DHCP does not answer it" + others);
    }
    return text.toString();
  }

  private String host(Entity device) {
    List<String> parts = new ArrayList<>();
    parts.add(NodesByMac.mac(device));
    String category = device.get(Device.CATEGORY);
    String gateway =
        device
            .reference(Device.CATEGORY)
            .flatMap(cluster::find)
            .map(found -> found.get(Category.DEFAULT_GATEWAY))
            .filter(DnsmasqFiles::isGateway)
            .orElse("");
    if (!gateway.isEmpty()) {
      gateways.put("cm-image-category-" + category, gateway);
      parts.add("set:cm-image-category-" + category);
    }
    parts.add(device.get(Device.IP));
    boolean isName =
        HostNames.isHostName(device.name()) && !NO_NAME.matcher(device.name()).matches();
    if (isName) {
      parts.add(device.name());
    } else {
      leaveOut(device, "dnsmasq would not take its name for one, so DHCP does not tell it");
    }
    return String.join(",", parts);
  }
}
