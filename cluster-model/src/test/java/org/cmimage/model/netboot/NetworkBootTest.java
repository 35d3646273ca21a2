package org.cmimage.model.netboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.host.HostFile;
import org.cmimage.model.host.Notice;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Test;

class NetworkBootTest {
  private static final ArchOs X86 = new ArchOs(Architecture.X86_64, Distribution.parse("debian12"));
  private static final String ARM = "default-image-debian12-aarch64";

  /** A head node of x86_64, with an image of each architecture, and nodes of both. */
  static ClusterSnapshot cluster() {
    ClusterSnapshot empty = ClusterSnapshot.empty();
    ClusterSnapshot cluster = empty.apply(NewCluster.of("head", X86).changes(empty));
    Entity head = cluster.headNode().orElseThrow();
    return with(
        cluster,
        head.with(Device.IP, "10.141.255.254"),
        image("default-image", "6.1.0-25-amd64"),
        image(ARM, "6.1.0-25-arm64"),
        Category.named("default").with(Category.SOFTWARE_IMAGE, "default-image"),
        Category.named("arm")
            .with(Category.SOFTWARE_IMAGE, ARM)
            .with(Category.BOOT_LOADER_PROTOCOL, "TFTP")
            .with(Category.DEFAULT_GATEWAY, "10.141.0.2")
            .with(property("kernelparameters"), "quiet dyndbg=\"file a.c +p\" it's")
            .with(property("kerneloutputconsole"), "ttyAMA0,115200"),
        node("n001", "default", "52:54:00:00:00:01", "10.141.0.11"),
        node("n002", "arm", "52:54:00:00:00:0A", "10.141.0.12"),
        node("n003", "default", "52:54:00:00:00:03", "10.141.0.13")
            .with(Device.SOFTWARE_IMAGE, ARM),
        node("n004", "default", "", "10.141.0.14"));
  }

  private static org.cmimage.model.entity.Property property(String name) {
    return EntityType.CATEGORY.schema().property(name);
  }

  private static SoftwareImage image(String name, String kernel) {
    return SoftwareImage.of(name, "/cm/images/" + name).with(SoftwareImage.KERNEL_VERSION, kernel);
  }

  private static Device node(String name, String category, String mac, String ip) {
    return Device.node(name, category).with(Device.MAC, mac).with(Device.IP, ip);
  }

  private static ClusterSnapshot with(ClusterSnapshot cluster, Entity... entities) {
    ClusterSnapshot changed = cluster;
    for (Entity entity : entities) {
      changed = changed.with(entity);
    }
    return changed;
  }

  private static String content(ClusterSnapshot cluster, String path) {
    return NetworkBoot.of(cluster, NetbootMode.DNSMASQ).files().stream()
        .filter(file -> file.path().equals(path))
        .map(HostFile::content)
        .findFirst()
        .orElseThrow();
  }

  private static List<String> notices(ClusterSnapshot cluster) {
    return NetworkBoot.of(cluster, NetbootMode.DNSMASQ).notices().stream()
        .map(Notice::toString)
        .toList();
  }

  @Test
  void nothingIsServedUnlessItIsWanted() {
    NetworkBoot none = NetworkBoot.of(cluster(), NetbootMode.NONE);
    NetworkBoot files = NetworkBoot.of(cluster(), NetbootMode.FILES);

    assertThat(none.files()).extracting(HostFile::content).containsOnly("");
    assertThat(none.kernels()).isEmpty();
    assertThat(files.files())
        .filteredOn(file -> !file.content().isEmpty())
        .extracting(HostFile::path)
        .containsExactly("/tftpboot/grub/nodes.cfg", "/tftpboot/grub/grub.cfg");
  }

  @Test
  void everyMacHasALineWithItsNodeAndWhatThatBoots() {
    assertThat(content(cluster(), GrubFiles.NODES))
        .isEqualTo(
            """
            # Made by cm-image of devices: MAC, name, and what it boots (category:image)
            # Changes of this file are lost.
            node 52:54:00:00:00:01 n001 default:default-image
            node 52:54:00:00:00:0a n002 arm:default-image-debian12-aarch64
            node 52:54:00:00:00:03 n003 default:default-image-debian12-aarch64
            """);
  }

  @Test
  void eachSetupIsAnEntryForItsArchitecture() {
    String text = content(cluster(), GrubFiles.CONFIGURATION);

    assertThat(text)
        .contains(
            """
            if [ "$setup" = arm:default-image-debian12-aarch64 ]; then set image=default-image-debian12-aarch64; set architecture="aarch64"; fi
            if [ "$setup" = arm:default-image-debian12-aarch64 -o -z "$node" ]; then
              if [ "$firmware" = "aarch64" ]; then
                menuentry "Category arm: image default-image-debian12-aarch64" --id arm:default-image-debian12-aarch64 {
                  echo "Loading default-image-debian12-aarch64 6.1.0-25-arm64 ..."
                  set from="(tftp,$net_default_server)"
                  linux "$from/images/default-image-debian12-aarch64/vmlinuz" 'quiet' 'dyndbg=file a.c +p' 'it'\\''s' 'console=ttyAMA0,115200'
                  initrd "$from/images/default-image-debian12-aarch64/initrd"
                }
              fi
            fi
            """)
        .contains(
            """
                  set from="(http,$net_default_server)/tftpboot"
                  if ! linux "$from/images/default-image/vmlinuz" 'rd.driver.blacklist=nouveau' 'console=tty0'; then
                    set from="(tftp,$net_default_server)"
                    linux "$from/images/default-image/vmlinuz" 'rd.driver.blacklist=nouveau' 'console=tty0'
                  fi
            """)
        // An image that only a node of its own has is offered to nobody else.
        .contains("if [ \"$setup\" = default:" + ARM + " ]; then\n");
    assertThat(text.indexOf("No node of the cluster has")).isLessThan(text.indexOf("Category arm"));
  }

  @Test
  void theKernelsOfUsedImagesAreServed() {
    ClusterSnapshot cluster =
        with(
            cluster(),
            image("unused", "6.1.0-25-amd64"),
            Category.named("old")
                .with(Category.SOFTWARE_IMAGE, "default-image")
                .with(Category.KERNEL_VERSION, "6.1.0-18-amd64"));

    NetworkBoot boot = NetworkBoot.of(cluster, NetbootMode.FILES);

    assertThat(boot.kernels())
        .extracting(ServedKernel::directory, ServedKernel::tree, ServedKernel::release)
        .containsExactly(
            tuple("/tftpboot/images/default-image", "/cm/images/default-image", "6.1.0-25-amd64"),
            tuple("/tftpboot/images/" + ARM, "/cm/images/" + ARM, "6.1.0-25-arm64"),
            tuple(
                "/tftpboot/images/default-image/6.1.0-18-amd64",
                "/cm/images/default-image",
                "6.1.0-18-amd64"));
    assertThat(boot.kernels())
        .extracting(ServedKernel::architecture)
        .containsExactly(
            Optional.of(Architecture.X86_64),
            Optional.of(Architecture.AARCH64),
            Optional.of(Architecture.X86_64));
  }

  @Test
  void dnsmasqAnswersNodesOfNetworksThatTheHeadNodeIsIn() {
    assertThat(content(cluster(), NetworkBoot.DNSMASQ_HOSTS))
        .isEqualTo(
            """
            # Made by cm-image of devices, as dhcp-host in dnsmasq(8)
            # Changes of this file are lost. dnsmasq reads it again at: systemctl reload dnsmasq
            52:54:00:00:00:01,10.141.0.11,n001
            52:54:00:00:00:0a,set:cm-image-category-arm,10.141.0.12,n002
            52:54:00:00:00:03,10.141.0.13,n003
            """);
    assertThat(content(cluster(), NetworkBoot.DNSMASQ))
        .isEqualTo(
            """
            # Made by cm-image of networks and categories; hosts are in /var/lib/cm-image/dnsmasq.hosts
            # Changes of this file are lost. dnsmasq reads it when it starts: systemctl restart dnsmasq
            dhcp-match=set:cm-image-bios,option:client-arch,0
            dhcp-match=set:cm-image-x86-64,option:client-arch,7
            dhcp-match=set:cm-image-x86-64,option:client-arch,9
            dhcp-match=set:cm-image-aarch64,option:client-arch,11
            dhcp-match=set:cm-image-x86-64-http,option:client-arch,16
            dhcp-match=set:cm-image-aarch64-http,option:client-arch,19
            dhcp-range=set:cm-image-net-internalnet,10.141.0.0,static,255.255.0.0
            dhcp-option=tag:cm-image-net-internalnet,option:router
            dhcp-option=tag:cm-image-net-internalnet,option:domain-name,eth.cluster
            dhcp-option=tag:cm-image-net-internalnet,option:mtu,1500
            dhcp-boot=tag:cm-image-net-internalnet,tag:cm-image-bios,x86_64/bios/core.0
            dhcp-boot=tag:cm-image-net-internalnet,tag:cm-image-x86-64,x86_64/efi64/bootx64.efi
            dhcp-boot=tag:cm-image-net-internalnet,tag:cm-image-aarch64,aarch64/bootaa64.efi
            dhcp-option-force=tag:cm-image-net-internalnet,tag:cm-image-x86-64-http,option:vendor-class,HTTPClient
            dhcp-boot=tag:cm-image-net-internalnet,tag:cm-image-x86-64-http,http://10.141.255.254/tftpboot/x86_64/efi64/bootx64.efi
            dhcp-option-force=tag:cm-image-net-internalnet,tag:cm-image-aarch64-http,option:vendor-class,HTTPClient
            dhcp-boot=tag:cm-image-net-internalnet,tag:cm-image-aarch64-http,http://10.141.255.254/tftpboot/aarch64/bootaa64.efi
            dhcp-option=tag:cm-image-category-arm,option:router,10.141.0.2
            dhcp-hostsfile=/var/lib/cm-image/dnsmasq.hosts
            enable-tftp
            tftp-no-fail
            tftp-root=/tftpboot
            """);
    assertThat(notices(cluster())).isEmpty();
  }

  @Test
  void whatCannotBeServedIsTold() {
    Network bare = Network.named("bare").with(Network.NODE_BOOTING, "yes");
    ClusterSnapshot cluster =
        with(
            cluster(),
            bare,
            bare.with(Network.NAME, "far").with(Network.BASE_ADDRESS, "10.9.0.0"),
            bare.with(Network.NAME, "six").with(Network.BASE_ADDRESS, "2001:db8::"),
            image("empty", ""),
            image("odd", "6.1; reboot"),
            Category.named("empty").with(Category.SOFTWARE_IMAGE, "empty"),
            Category.named("odd").with(Category.SOFTWARE_IMAGE, "odd"),
            node("n005", "default", "52:54:00:00:00:05", ""),
            node("infinite", "default", "52:54:00:00:00:06", "10.141.0.16"));

    assertThat(notices(cluster))
        .containsExactlyInAnyOrder(
            "softwareimage empty: it has no kernel version, so its nodes have nothing to boot",
            "softwareimage odd: \"6.1; reboot\" is not a kernel version",
            "network bare: it has no base address, so DHCP does not serve it",
            "network far: the head node has no IP in it, so DHCP does not serve it",
            "network six: DHCP serves networks of IPv4 alone",
            "device infinite: dnsmasq would not take its name for one, so DHCP does not tell it",
            "device n005: it has a MAC and no IP, so DHCP does not answer it");
    assertThat(content(cluster, NetworkBoot.DNSMASQ_HOSTS)).contains("00:06,10.141.0.16\n");
  }

  @Test
  void withoutAnAddressOfTheHeadNodeNobodyIsAnswered() {
    Entity head = cluster().headNode().orElseThrow().with(Device.IP, "");

    assertThat(content(with(cluster(), head), NetworkBoot.DNSMASQ)).isEmpty();
    assertThat(content(with(cluster(), head), NetworkBoot.DNSMASQ_HOSTS)).isEmpty();
  }

  @Test
  void doubleQuotesHoldAParameterTogether() {
    Map<String, List<String>> lines =
        Map.of(
            "a  b ", List.of("a", "b"),
            "a=\"b c\" d", List.of("a=b c", "d"),
            "\"a b", List.of("a b"),
            "", List.of());

    lines.forEach((line, words) -> assertThat(KernelWords.of(line)).isEqualTo(words));
  }
}
