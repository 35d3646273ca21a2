package org.cmimage.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.syscall.InMemoryHostCalls;
import org.cmimage.model.Architecture;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.Network;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadNodeTest {
  @TempDir private Path root;
  @TempDir private Path host;

  @BeforeEach
  void describeHost() throws IOException {
    write(
        host.resolve("etc/os-release"), "NAME=\"Rocky Linux\"\nID=\"rocky\"\nVERSION_ID=\"9.3\"\n");
    write(host.resolve("proc/sys/kernel/hostname"), "blue.example.org\n");
  }

  @Test
  void withoutConfigurationTheMachineTells() throws IOException {
    NewCluster cluster = headNode().newCluster(new InMemoryHostCalls());
    assertThat(cluster.hostName()).isEqualTo("blue");
    assertThat(cluster.archOs().distribution().id()).isEqualTo("rocky9u3");
    assertThat(cluster.archOs().architecture())
        .isEqualTo(Architecture.parse(System.getProperty("os.arch")));
    assertThat(cluster.networks()).extracting(Network::name).containsExactly("internalnet");
  }

  @Test
  void configurationWins() throws IOException {
    configure(
        """
        cluster: green
        headnode:
          hostname: head1
          architecture: arm64
          distribution: ubuntu2404
        networks:
          internalnet:
            baseaddress: 10.2.0.0
            netmaskbits: "24"
          ibnet:
            type: Internal
        """);
    NewCluster cluster = headNode().newCluster(new InMemoryHostCalls());
    assertThat(cluster.clusterName()).isEqualTo("green");
    assertThat(cluster.hostName()).isEqualTo("head1");
    assertThat(cluster.archOs()).hasToString("ubuntu2404-aarch64");
    assertThat(cluster.networks())
        .extracting(Network::name)
        .containsExactly("internalnet", "ibnet");
    assertThat(cluster.networks().get(0).get(Network.NETMASK_BITS)).isEqualTo("24");
  }

  @Test
  void whatIsWrongIsNamedWithItsPlace() throws IOException {
    configure("headnode:\n  hostnme: head1\n");
    assertThatThrownBy(() -> headNode().newCluster(new InMemoryHostCalls()))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("cm-image.yaml")
        .hasMessageContaining("line 2")
        .hasMessageContaining("hostname");
    configure("networks:\n  internalnet:\n    netmaskbits: \"240\"\n");
    assertThatThrownBy(() -> headNode().newCluster(new InMemoryHostCalls()))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("netmaskbits");
    configure("headnode:\n  architecture: vax\n");
    assertThatThrownBy(() -> headNode().newCluster(new InMemoryHostCalls()))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("vax");
    configure("headnode:\n  architecture: riscv64\n  distribution: debian13\n");
    assertThatThrownBy(() -> headNode().newCluster(new InMemoryHostCalls()))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("expected one of [x86_64, aarch64], found \"riscv64\"");
  }

  @Test
  void anUnknownMachineHasToBeDescribed() throws IOException {
    write(host.resolve("etc/os-release"), "ID=somethingelse\n");
    assertThatThrownBy(() -> headNode().newCluster(new InMemoryHostCalls()))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("os-release");
  }

  @Test
  void cpuModelsAreNamedByArchitecture() throws IOException {
    assertThat(headNode().cpuModels()).isEmpty();
    configure("emulation:\n  arm64: max,pauth-impdef=on\n");
    assertThat(headNode().cpuModels())
        .containsExactly(Map.entry(Architecture.AARCH64, "max,pauth-impdef=on"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vax: max", "arm64: \"-version\"", "arm64: \"a\\nb\"", "arm64: [max]"})
  void whatIsNoCpuModelIsRefusedAtFirstUseToo(String entry) throws IOException {
    configure("emulation:\n  " + entry + "\n");
    assertThatThrownBy(() -> headNode().cpuModels())
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("line 2");
    assertThatThrownBy(() -> headNode().newCluster(new InMemoryHostCalls()))
        .isInstanceOf(FaultException.class);
  }

  @Test
  void formerTreesAreCounted() throws IOException {
    assertThat(headNode().formerTrees()).isEqualTo(2);
    configure("history: {states: 0}\n");
    assertThat(headNode().formerTrees()).isZero();
    configure("history: {states: 100}\n");
    assertThat(headNode().formerTrees()).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"states: 101", "states: -1", "states: many", "state: 2", "states: [1]"})
  void whatIsNoNumberOfFormerTreesIsRefused(String entry) throws IOException {
    configure("history:\n  " + entry + "\n");
    assertThatThrownBy(() -> headNode().formerTrees())
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("line 2");
  }

  private HeadNode headNode() {
    return new HeadNode(ClusterLayout.below(root), host);
  }

  private void configure(String text) throws IOException {
    write(root.resolve("etc/cm-image/cm-image.yaml"), text);
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
