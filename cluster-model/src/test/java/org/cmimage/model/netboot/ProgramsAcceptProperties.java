package org.cmimage.model.netboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cmimage.model.entity.Category;
import org.cmimage.model.entity.Device;
import org.cmimage.model.entity.Entity;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.Network;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.host.HostFile;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.Assumptions;

/** What is made of any cluster is accepted by the programs that read it. */
class ProgramsAcceptProperties {
  private static final int TRIES = 40;

  /** Characters that mean something to GRUB, to dnsmasq, or to neither. */
  private static Arbitrary<String> lines() {
    return Arbitraries.strings().withChars(" '\"\\$`{}[]();|&<>#,=:!*?~ab1é").ofMaxLength(25);
  }

  private static Arbitrary<String> names() {
    return Arbitraries.of(
        "a",
        "9",
        "45m",
        "infinite",
        "ignore",
        "10.1.1.1",
        "a.b",
        "a_b",
        "x-",
        "if",
        "n001",
        "then");
  }

  @Provide
  static Arbitrary<ClusterSnapshot> clusters() {
    Arbitrary<List<String>> texts = lines().list().ofSize(5);
    Arbitrary<List<String>> named = names().list().ofSize(4);
    Arbitrary<Integer> bits = Arbitraries.integers().between(0, 32);
    return Combinators.combine(texts, named, bits, Arbitraries.of("", "10.141.0.1", "2001:db8::1"))
        .as(ProgramsAcceptProperties::cluster);
  }

  private static ClusterSnapshot cluster(
      List<String> texts, List<String> names, int bits, String gateway) {
    ClusterSnapshot cluster = NetworkBootTest.cluster();
    SoftwareImage image =
        SoftwareImage.of(names.get(0), "/cm/images/x")
            .with(SoftwareImage.KERNEL_VERSION, texts.get(0).isEmpty() ? "6.1" : texts.get(0));
    Category category =
        Category.named(names.get(1))
            .with(Category.SOFTWARE_IMAGE, image.name())
            .with(Category.KERNEL_VERSION, texts.get(0).length() % 2 == 0 ? "6.1~a+b" : "")
            .with(Category.DEFAULT_GATEWAY, gateway)
            .with(EntityType.CATEGORY.schema().property("kernelparameters"), texts.get(1))
            .with(EntityType.CATEGORY.schema().property("kerneloutputconsole"), texts.get(2));
    Network network =
        Network.named(names.get(2))
            .with(Network.NODE_BOOTING, "yes")
            .with(Network.BASE_ADDRESS, "10.141.255.254")
            .with(Network.NETMASK_BITS, Integer.toString(bits))
            .with(Network.GATEWAY, gateway)
            .with(Network.DOMAIN_NAME, names.get(0));
    Device node =
        Device.node(names.get(3), category.name())
            .with(Device.MAC, "02:00:00:00:00:07")
            .with(Device.IP, "10.141.255.253");
    for (Entity entity : List.of(image, category, network, node)) {
      cluster = cluster.with(entity);
    }
    return cluster.with(
        image
            .with(SoftwareImage.NAME, "sol")
            .with(SoftwareImage.PATH, "/cm/images/sol")
            .with(EntityType.SOFTWARE_IMAGE.schema().property("enablesol"), "yes")
            .with(EntityType.SOFTWARE_IMAGE.schema().property("solport"), texts.get(3)));
  }

  @Property(tries = TRIES)
  void grubTakesItsFiles(@ForAll("clusters") ClusterSnapshot cluster) throws Exception {
    requireProgram("/usr/bin/grub-script-check");
    for (String path : List.of(GrubFiles.NODES, GrubFiles.CONFIGURATION)) {
      String text = content(cluster, path);

      assertThat(run(text, "/usr/bin/grub-script-check")).as(text).isEmpty();
      if (path.equals(GrubFiles.NODES)) {
        assertThat(text.lines().skip(2))
            .allMatch(
                line -> line.matches("node [0-9a-f:]{17} [-._A-Za-z0-9]+( [-:._A-Za-z0-9]+)?"));
      }
    }
  }

  @Property(tries = TRIES)
  void dnsmasqTakesItsFiles(@ForAll("clusters") ClusterSnapshot cluster) throws Exception {
    requireProgram("/usr/sbin/dnsmasq");
    String hosts =
        content(cluster, NetworkBoot.DNSMASQ_HOSTS)
            .lines()
            .map(line -> line.startsWith("#") ? line : "dhcp-host=" + line)
            .collect(Collectors.joining("\n"));
    String text = content(cluster, NetworkBoot.DNSMASQ) + hosts + "\n";

    assertThat(run(text, "/usr/sbin/dnsmasq", "--test", "-C"))
        .as(text)
        .isEqualTo("dnsmasq: syntax check OK.\n");
  }

  private static String content(ClusterSnapshot cluster, String path) {
    return NetworkBoot.of(cluster, NetbootMode.DNSMASQ).files().stream()
        .filter(file -> file.path().equals(path))
        .map(HostFile::content)
        .collect(Collectors.joining());
  }

  private static void requireProgram(String program) {
    Assumptions.assumeTrue(Files.isExecutable(Path.of(program)), "needs " + program);
  }

  private static String run(String text, String... program)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("cm-image-", ".conf");
    try {
      Files.writeString(file, text);
      Process process =
          new ProcessBuilder(Stream.concat(Stream.of(program), Stream.of(file.toString())).toList())
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor()).as(output + text).isZero();
      return output;
    } finally {
      Files.delete(file);
    }
  }
}
