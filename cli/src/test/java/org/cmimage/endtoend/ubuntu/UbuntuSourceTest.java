package org.cmimage.endtoend.ubuntu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cmimage.core.ClusterLayout;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Method 2 of the mixed-architecture guide with Ubuntu 24.04: {@code --source UBUNTU2404.tar.gz}
 * and {@code --source bcm-11.0-ubuntu2404.iso} without a network, with the conflict of Mesa's
 * libraries for which the guide names {@code -j libglapi-mesa}. The image for this machine's
 * architecture begins with a base of mmdebstrap's, the other with one that this program made.
 */
@Tag("root")
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UbuntuSourceTest {
  private static final Distribution UBUNTU = Distribution.parse("ubuntu2404");
  private static final List<Architecture> BOTH = List.of(TrialCluster.HOST, TrialCluster.FOREIGN);

  /** As small as it can be, but for those that cannot be had together. */
  private static final String CATALOG =
      """
      priorities:
        swimage: [required]
        node-installer: [required]
      packages:
        swimage:
          boot: [systemd-sysv, initramfs-tools, zstd]
          tools: [apt]
          network: [iputils-ping]
          resolver: []
          login: []
          dhcp: []
          infiniband: []
          time: []
          storage: []
          hardware: []
          diagnosis: []
          logs: []
          graphics: [%s]
        node-installer:
          initramfs: [initramfs-tools, zstd]
          boot: [systemd-sysv, zstd]
          network: []
          resolver: []
          login: []
          dhcp: []
          time: []
          storage: []
          hardware: []
          tools: []
      """;

  private Optional<LookAlike> archive = Optional.empty();
  private ClusterLayout layout = ClusterLayout.below(TrialCluster.directory());

  @BeforeAll
  void makeMedia() throws Exception {
    TrialCluster.requireMachine("mmdebstrap", "xorriso", "dpkg-query", "tar", "gzip");
    LookAlike made = LookAlike.serve("noble");
    archive = Optional.of(made);
    layout = made.cluster(UBUNTU, "3.13", CATALOG.formatted(""));
    made.makeMedium(TrialCluster.HOST, Optional.empty(), medium(TrialCluster.HOST));
    made.makeMedium(TrialCluster.FOREIGN, Optional.of(foreignBase()), medium(TrialCluster.FOREIGN));
    layout =
        made.cluster(
            UBUNTU, "3.13", CATALOG.formatted("libglx-mesa0, libegl-mesa0, libgl1-amber-dri"));
  }

  @AfterAll
  void clear() throws Exception {
    archive.ifPresent(LookAlike::close);
    for (Architecture architecture : BOTH) {
      Files.deleteIfExists(medium(architecture));
    }
    Files.deleteIfExists(tar());
    TrialCluster.remove();
  }

  @AfterEach
  void nobodyAskedTheArchive() {
    assertThat(archive.orElseThrow().requests()).isZero();
  }

  @Test
  @Order(1)
  void mediumWithAConflictIsRefusedBeforeAnyWorkWithWhatToLeaveOut() throws Exception {
    Ours refused = Ours.run(layout, "CmImage", words(TrialCluster.HOST));
    assertThat(refused.status()).isEqualTo(4);
    assertThat(refused.progress())
        .contains(
            "libgl1-amber-dri 21.3.9-0ubuntu2 depends on libglapi-amber (= 21.3.9-0ubuntu2)",
            "libglapi-amber 21.3.9-0ubuntu2 conflicts with libglapi-mesa",
            "libglx-mesa0 24.0.9-0ubuntu0.3 depends on libglapi-mesa (= 24.0.9-0ubuntu0.3)")
        .contains(
            "leave them out: cm-image "
                + String.join(" ", words(TrialCluster.HOST))
                + " --root "
                + layout.root()
                + " -j libglapi-mesa\n");
    assertThat(layout.resolve("/cm")).doesNotExist();
  }

  @Test
  @Order(2)
  void mediumForAnotherArchitectureIsRefused() throws Exception {
    String[] words = words(TrialCluster.HOST);
    words[List.of(words).indexOf("--arch") + 1] = TrialCluster.FOREIGN.toString();
    Ours refused = Ours.run(layout, "CmImage", words);
    assertThat(refused.status()).isEqualTo(6);
    assertThat(refused.progress())
        .contains(
            "arch/OS does not match: architecture: expected %s, found %s"
                .formatted(TrialCluster.FOREIGN, TrialCluster.HOST));
  }

  @Test
  @Order(3)
  void mediumIsEnoughWhereTheProblemIsLeftOut() throws Exception {
    Ours planned =
        Ours.done(layout, "CmImage", words(TrialCluster.HOST, "-j", "libglapi-mesa", "--dry-run"));
    assertThat(planned.progress())
        .contains("depends on libglapi-mesa (= 24.0.9-0ubuntu0.3), which is excluded");
    assertThat(planned.output())
        .contains("base archive " + medium(TrialCluster.HOST) + "!/data/UBUNTU2404.tar.gz")
        .doesNotContain("This would fail now");
  }

  @Test
  @Order(4)
  void imagesAreMadeOfATarAndTheMediumsPackages() throws Exception {
    make(TrialCluster.HOST, tar());
  }

  /** The head node's own medium has the native programs. */
  @Test
  @Order(5)
  void imagesForTheOtherArchitectureAreMadeOfItsMedium() throws Exception {
    Ours made = make(TrialCluster.FOREIGN, medium(TrialCluster.FOREIGN));
    assertThat(made.progress())
        .contains("of the cluster manager medium " + medium(TrialCluster.HOST) + " only the")
        .doesNotContain("everything is emulated");
  }

  @Test
  @Order(6)
  void bothAreListed() throws Exception {
    String listed =
        Program.ours("Cmsh", "--root", layout.root().toString(), "-c", "softwareimage; list");
    for (Architecture architecture : BOTH) {
      String name = "default-image-ubuntu2404-" + architecture;
      assertThat(listed)
          .containsPattern(
              "(?m)^\\| %1$s *\\| /cm/images/%1$s *\\| %2$s *\\| 0 "
                  .formatted(name, kernel(architecture)));
    }
  }

  /** Makes everything of a base, with packages of the medium for this machine, too. */
  private Ours make(Architecture architecture, Path source) throws Exception {
    List<String> more = new ArrayList<>();
    more.addAll(List.of("--source", medium(TrialCluster.HOST).toString(), "-j", "libglapi-mesa"));
    if (architecture == Architecture.AARCH64) {
      more.addAll(List.of("--kernel", "64k"));
    }
    String[] words = words(architecture, source, more.toArray(String[]::new));
    Ours made = Ours.done(layout, "CmImage", words);
    String name = "default-image-ubuntu2404-" + architecture;
    for (String tree : List.of(name, "node-installer-ubuntu2404-" + architecture)) {
      Ours verified = Ours.done(layout, "CmImage", "verify", tree);
      assertThat(verified.output() + verified.progress()).contains(": OK; 0 errors, 0 warnings");
    }
    UbuntuTree tree = UbuntuTree.read(layout.resolve("/cm/images/" + name));
    assertThat(tree.unfinished()).isEmpty();
    assertThat(tree.versions())
        .containsKeys("libglx-mesa0", "libegl-mesa0", "libgl1-amber-dri", "libglapi-amber")
        .doesNotContainKey("libglapi-mesa");
    assertThat(tree.names("boot")).contains("initrd.img-" + kernel(architecture));
    return made;
  }

  /** Returns the guide's words for a medium, with others behind them. */
  private static String[] words(Architecture architecture, String... more) {
    return words(architecture, medium(architecture), more);
  }

  private static String[] words(Architecture architecture, Path source, String... more) {
    Stream<String> guide =
        Stream.of(
            "create",
            "all",
            "--arch",
            architecture.toString(),
            "--source",
            source.toString(),
            "--distro",
            "ubuntu2404",
            "--air-gapped");
    return Stream.concat(guide, Stream.of(more)).toArray(String[]::new);
  }

  private static String kernel(Architecture architecture) {
    return "6.8.0-51-generic" + (architecture == Architecture.AARCH64 ? "-64k" : "");
  }

  /** Returns a place that outlives the cluster in which the base is made. */
  private static Path medium(Architecture architecture) {
    return TrialCluster.directory().resolve("bcm-11.0-ubuntu2404-" + architecture + ".iso");
  }

  /** Returns the base that is made beside the medium for this machine. */
  private static Path tar() {
    return TrialCluster.directory().resolve("UBUNTU2404.tar.gz");
  }

  /** Makes a root of the other architecture, which tools of this machine cannot configure. */
  private Path foreignBase() throws Exception {
    LookAlike made = archive.orElseThrow();
    boolean ports = TrialCluster.FOREIGN == Architecture.AARCH64;
    List<String> words = new ArrayList<>(List.of("create", "swimage", "--bootstrap"));
    // Of one publication, so that both have the same versions.
    for (String mirror : List.of("ports", "archive-before")) {
      words.addAll(List.of("-b", made.mirror(mirror).toString()));
    }
    words.addAll(List.of("-d", "ubuntu2404", "-a", TrialCluster.FOREIGN.toString()));
    words.addAll(ports ? List.of("--kernel", "64k") : List.of());
    words.add("--air-gapped");
    Ours.done(layout, "CmImage", words.toArray(String[]::new));
    Path packed = TrialCluster.scratch().resolve("base.tar.gz");
    Program.output(
        layout.resolve("/cm/images/default-image-ubuntu2404-" + TrialCluster.FOREIGN),
        "tar",
        "--use-compress-program=gzip -1",
        "--xattrs",
        "--acls",
        "--numeric-owner",
        "-cf",
        packed.toString(),
        ".");
    return packed;
  }
}
