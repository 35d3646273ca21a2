package org.cmimage.endtoend.ubuntu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cmimage.core.ClusterLayout;
import org.cmimage.endtoend.trial.Program;
import org.cmimage.endtoend.trial.TrialCluster;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What holds for trees of both architectures that are made of the look-alike archive. */
@Tag("root")
@Tag("network")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UbuntuContract {
  private final Distribution distribution;
  private final String codename;
  private final String python;
  private final List<Wish> wishes;
  private final List<Made> made = new ArrayList<>();
  private Optional<LookAlike> archive = Optional.empty();
  private ClusterLayout layout = ClusterLayout.below(TrialCluster.directory());

  /**
   * What is made by one command.
   *
   * @param component such as {@code all}
   * @param kernel the flavour of {@code --kernel}; empty for the catalog's
   * @param kernelRelease what nodes boot
   */
  record Wish(
      Architecture architecture, String component, Optional<String> kernel, String kernelRelease) {}

  /** A tree with packages, and what the command said that made it. */
  record Made(Wish wish, ComponentName name, Ours said, UbuntuTree tree) {}

  UbuntuContract(String distribution, String codename, String python, Wish... wishes) {
    this.distribution = Distribution.parse(distribution);
    this.codename = codename;
    this.python = python;
    this.wishes = List.of(wishes);
  }

  @BeforeAll
  void makeAll() throws Exception {
    archive = Optional.of(LookAlike.serve(codename));
    layout = archive().cluster(distribution, python);
    for (Wish wish : wishes) {
      List<String> words = new ArrayList<>(List.of("create", wish.component(), "--bootstrap"));
      words.addAll(List.of("-d", distribution.id(), "-a", wish.architecture().toString()));
      wish.kernel().ifPresent(kernel -> words.addAll(List.of("--kernel", kernel)));
      Ours said = Ours.done(layout, "CmImage", words.toArray(String[]::new));
      ArchOs archOs = new ArchOs(wish.architecture(), distribution);
      for (ComponentKind kind :
          List.of(ComponentKind.SOFTWARE_IMAGE, ComponentKind.NODE_INSTALLER)) {
        ComponentName name = new ComponentName(kind, archOs);
        if (layout.tree(name).toFile().exists()) {
          made.add(new Made(wish, name, said, UbuntuTree.read(layout.tree(name))));
        }
      }
    }
  }

  @AfterAll
  void clear() throws Exception {
    archive.ifPresent(LookAlike::close);
    TrialCluster.remove();
  }

  LookAlike archive() {
    return archive.orElseThrow();
  }

  ClusterLayout layout() {
    return layout;
  }

  List<Made> made() {
    return made;
  }

  /** Returns the software images. */
  List<Made> images() {
    return made.stream().filter(one -> one.name().kind() == ComponentKind.SOFTWARE_IMAGE).toList();
  }

  @Test
  void kernelsAreListedAsNodesBootThem() throws Exception {
    String listed =
        Program.ours("Cmsh", "--root", layout.root().toString(), "-c", "softwareimage; list");
    assertThat(images()).isNotEmpty();
    for (Made one : images()) {
      String name = one.name().name();
      assertThat(listed)
          .containsPattern(
              "(?m)^\\| %1$s *\\| /cm/images/%1$s *\\| %2$s *\\| 0 "
                  .formatted(name, Pattern.quote(one.wish().kernelRelease())));
    }
  }

  @Test
  void triggersOfTheKernelHaveRunAndLeftNothing() throws Exception {
    for (Made one : made) {
      String kernel = one.wish().kernelRelease();
      assertThat(one.tree().unfinished()).as("%s", one.name()).isEmpty();
      assertThat(one.tree().names("usr/lib/linux/triggers")).as("%s", one.name()).isEmpty();
      assertThat(one.tree().names("boot"))
          .contains("vmlinuz-" + kernel, "initrd.img-" + kernel)
          .filteredOn(name -> name.startsWith("initrd.img-"))
          .hasSize(1);
    }
  }

  @Test
  void versionsAreThoseForAllSystems() {
    String update = "ubuntu1~" + distribution.release().replaceFirst("(..)(..)", "$1.$2") + ".1";
    for (Made one : made) {
      UbuntuTree tree = one.tree();
      assertThat(tree.version("rsync")).endsWith(update);
      assertThat(tree.version("base-files")).endsWith(update);
      // baits: updates at 0 % and at 10 %, whose scripts fail
      assertThat(tree.version("lldpd") + tree.version("jq")).doesNotContain("ubuntu");
      // baits: rivals of chrony
      assertThat(tree.versions()).containsKey("chrony");
      assertThat(tree.versions()).doesNotContainKeys("openntpd", "systemd-timesyncd");
    }
    for (Made one : images()) {
      assertThat(one.tree().version("sudo")).endsWith("ubuntu0.1");
      assertThat(one.tree().versions()).containsKeys("lldpd", "jq");
      assertThat(one.said().progress())
          .containsPattern("lldpd \\S+ is installed, not lldpd \\S+: that update is offered to 0 %")
          .containsPattern("jq \\S+ is installed, not jq \\S+: that update is offered to 10 %");
    }
  }

  @Test
  void treesSayThatTheyAreUbuntu() throws Exception {
    String version = distribution.release().replaceFirst("(..)(..)", "$1.$2");
    for (Made one : made) {
      UbuntuTree tree = one.tree();
      assertThat(tree.text("etc/os-release"))
          .contains("ID=ubuntu\n", "VERSION_ID=\"" + version + "\"\n");
      assertThat(tree.text("etc/lsb-release")).contains("DISTRIB_CODENAME=" + codename + "\n");
    }
    for (Made one : images()) {
      boolean ports = one.wish().architecture() == Architecture.AARCH64;
      assertThat(one.tree().text("etc/apt/sources.list.d/ubuntu.sources"))
          .contains("URIs: " + archive().address() + (ports ? "/ubuntu-ports\n" : "/ubuntu\n"))
          .contains(codename + "-updates", codename + "-security")
          .contains("Components: main restricted universe\n")
          .contains("Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg\n");
    }
  }

  @Test
  void treesAreFoundInOrder() throws Exception {
    for (Made one : made) {
      Ours verified = Ours.done(layout, "CmImage", "verify", one.name().name());
      assertThat(verified.output() + verified.progress())
          .contains(": OK; 0 errors, ", "Since it was published: 0 changed, 0 missing, 0 added");
      // a test of Debian 12's kexec-tools for other machines
      assertThat((verified.output() + verified.progress()).lines())
          .filteredOn(line -> line.startsWith("warning: "))
          .allMatch(line -> line.contains("/kexec-tools/kexec_test.static: "));
    }
  }

  /** The bait: a trigger that is ended by SIGSEGV, once. */
  @Test
  void triggerThatDiedOnceIsRunAgain() {
    for (Made one : made) {
      if (one.wish().architecture() != TrialCluster.HOST) {
        assertThat(one.said().progress())
            .contains("cannot configure package libc-bin")
            .contains("Trying once more");
        assertThat(one.tree().directory().resolve("var/cache/look-alike-crash")).exists();
      }
    }
  }
}
