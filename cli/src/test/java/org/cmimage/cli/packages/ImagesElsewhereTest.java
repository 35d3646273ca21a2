package org.cmimage.cli.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cmimage.cli.Ran;
import org.cmimage.core.ClusterLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages of images that do not stand where their architecture and distribution say. */
@Tag("root")
class ImagesElsewhereTest {
  @TempDir private Path root;
  private PackagedImage image;

  @BeforeEach
  void setUp() throws Exception {
    image = PackagedImage.in(root);
    image.offer("extra", "1", "", Map.of());
  }

  private Ran cmsh(String commands) {
    Ran ran = Ran.cmsh("--root", root.toString(), "-c", commands);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran;
  }

  private String versions(String name) {
    return image.run(name, "--list").out();
  }

  @Test
  void aCloneIsChangedAndRolledBackByItsOwnRow() throws Exception {
    cmsh("softwareimage; clone " + PackagedImage.NAME + " mine; commit");
    Ran added = image.run("mine", "--install", "extra");
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(added.out()).contains("Changed 1 packages of mine");
    assertThat(added.err()).contains("software image mine").doesNotContain(PackagedImage.NAME);
    assertThat(versions("mine")).contains("extra");
    assertThat(versions(PackagedImage.NAME)).doesNotContain("extra");
    assertThat(image.run("mine", "--history").out()).contains("extra (not installed) -> 1");
    assertThat(root.resolve("var/lib/cm-image/manifests/mine.mtree")).exists();
    assertThat(image.run("mine", "--rollback").exitCode()).isZero();
    assertThat(versions("mine")).doesNotContain("extra");
    assertThat(cmsh("softwareimage; list").out()).contains("mine", PackagedImage.NAME);
  }

  private Ran verify(String name) {
    return Ran.cmImage("--root", root.toString(), "verify", name, "--deep");
  }

  @Test
  void aCloneIsVerifiedAgainstItsOwnManifest() throws Exception {
    cmsh("softwareimage; clone " + PackagedImage.NAME + " mine; commit");
    assertThat(verify("mine").out()).contains("No manifest recorded", "mine: OK; ");
    assertThat(image.run("mine", "--install", "extra").exitCode()).isZero();
    assertThat(verify("mine").out()).contains("0 changed, 0 missing, 0 added");
    Path file = root.resolve("cm/images/mine/usr/share/extra/file");
    Files.writeString(file, "another");
    for (String name : List.of("mine", "/cm/images/mine", "" + root.resolve("cm/images/mine"))) {
      Ran changed = verify(name);
      assertThat(changed.out()).contains("usr/share/extra/file", "1 changed, 0 missing, 0 added");
      assertThat(changed.exitCode()).isEqualTo(6);
    }
    assertThat(verify("mind").err()).contains("no such tree", "mine");
    assertThat(verify("/cm/images/mind").err()).contains("there is no such image");
  }

  /** An image is found by its path, whatever names there are, and needs no row. */
  @Test
  void aTreeThatNoEntityKnowsStaysUnknown() throws Exception {
    Path other = root.resolve("srv/trees/one tree");
    Files.createDirectories(other.getParent());
    new ProcessBuilder("cp", "-a", image.tree().toString(), other.toString()).start().waitFor();
    Ran added = image.run(other.toString(), "--install", "extra");
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(versions(other.toString())).contains("extra");
    assertThat(image.run("/srv/trees/one tree", "--rollback").exitCode()).isZero();
    assertThat(versions(other.toString())).doesNotContain("extra");
    assertThat(root.resolve("srv/trees/.cm-image-former")).isDirectory();
    assertThat(cmsh("softwareimage; list").out()).doesNotContain("one tree");
  }

  /** Both names are names of one tree; the link stays one. */
  @Test
  void aLinkedTreeIsChangedWhereItIs() throws Exception {
    Path tree = root.resolve("cm/images/default-image");
    Files.move(image.tree(), tree);
    Files.createSymbolicLink(image.tree(), Path.of("default-image"));
    Ran added = image.run(PackagedImage.NAME, "--install", "extra");
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(image.tree()).isSymbolicLink();
    assertThat(tree.resolve("usr/share/extra/file")).exists();
    assertThat(image.run("/cm/images/default-image", "--history").out())
        .isEqualTo(image.run(PackagedImage.NAME, "--history").out())
        .contains("extra");
  }

  @Test
  void anImageOfAnotherNameAtTheUsualPathKeepsItsRow() {
    cmsh("softwareimage; use " + PackagedImage.NAME + "; set name mine; commit");
    cmsh("softwareimage; use mine; set path " + PackagedImage.COMPONENT.path() + "; commit");
    Ran added = image.run("mine", "--install", "extra");
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(cmsh("softwareimage; list").out())
        .contains("| mine ")
        .doesNotContain("| " + PackagedImage.NAME);
  }

  @Test
  void lockedPartsAreFoundByEitherName() throws Exception {
    cmsh("softwareimage; clone " + PackagedImage.NAME + " mine; commit");
    cmsh("fspart; lock /cm/images/mine/boot; commit");
    Ran refused = image.run("mine", "--install", "extra");
    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.err()).contains("locked in cmsh: /cm/images/mine/boot");
    assertThat(image.run("mine", "--rollback").err()).contains("locked in cmsh");
  }

  /** A client of NFS goes on with the directory that it has mounted. */
  @Test
  void whoHasTheTreeMountedIsTold() {
    cmsh(
        "device; use master; fsexports; add mine; set path "
            + PackagedImage.COMPONENT.path()
            + "; set network internalnet; commit");
    Ran added = image.run(PackagedImage.NAME, "--install", "extra");
    assertThat(added.exitCode()).as(added.err()).isZero();
    assertThat(added.out()).contains("Exported to internalnet: ", "until they mount it again");
  }

  @Test
  void asManyStatesAreKeptAsTheConfigurationSays() throws Exception {
    cmsh("softwareimage; clone " + PackagedImage.NAME + " mine; commit");
    Path configuration = root.resolve("etc/cm-image/cm-image.yaml");
    Files.createDirectories(configuration.getParent());
    Files.writeString(configuration, "history: {states: 1}\n");
    for (String change : List.of("--install", "--remove", "--install")) {
      Ran ran = image.run("mine", change, "extra");
      assertThat(ran.exitCode()).as(ran.err()).isZero();
    }
    assertThat(image.run("mine", "--history").out())
        .containsPattern(" MiB, until .*\n  extra \\(not installed\\) -> 1\nAt most 1 are")
        .doesNotContain("(removed)");
    Files.writeString(configuration, "history:\n  states: all\n");
    assertThat(image.run("mine", "--remove", "extra").err()).contains(configuration + ", line 2");
    Files.writeString(configuration, "history: {states: 0}\n");
    assertThat(image.run("mine", "--remove", "extra").exitCode()).isZero();
    assertThat(image.run("mine", "--history").out()).contains("No former state of mine is kept");
    assertThat(root.resolve("cm/.cm-image-former")).doesNotExist();
  }

  @Test
  void whatIsRemovedLeavesNoFormerTrees() {
    cmsh("softwareimage; clone " + PackagedImage.NAME + " mine; commit");
    assertThat(image.run("mine", "--install", "extra").exitCode()).isZero();
    cmsh("softwareimage; remove -d mine; commit");
    assertThat(root.resolve("cm/images/mine")).doesNotExist();
    assertThat(root.resolve("cm/.cm-image-former")).doesNotExist();
    assertThat(root.resolve("var/lib/cm-image/former/mine")).doesNotExist();
    assertThat(root.resolve("var/lib/cm-image/manifests/mine.mtree")).doesNotExist();
  }

  /** Records of trees are files of their own, whatever the paths have in common. */
  @Test
  void recordsAreNotShared() {
    List<String> paths =
        List.of(
            PackagedImage.COMPONENT.path(),
            "/cm/images/one",
            "/one",
            "/cm/one",
            "/srv/images/one",
            "/srv/images+one",
            "/srv/images/a b",
            "/" + PackagedImage.NAME,
            "/cm/images/shared-debian12-aarch64",
            "/cm/shared-debian12-aarch64");
    assertThat(paths.stream().map(ClusterLayout::recordName))
        .doesNotHaveDuplicates()
        .allMatch(name -> !name.contains("/") && name.length() < 220);
  }
}
