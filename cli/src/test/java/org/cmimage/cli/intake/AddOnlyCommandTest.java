package org.cmimage.cli.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.entity.SoftwareImage;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code create --add-only} and {@code --add-archos} with trees that are there. */
@Tag("root")
class AddOnlyCommandTest {
  private static final String IMAGE = "default-image-ubuntu2404-aarch64";

  @TempDir private Path root;

  @BeforeEach
  void setUp() throws IOException {
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    Path configuration = Files.createDirectories(root.resolve("etc/cm-image"));
    Files.writeString(
        configuration.resolve("cm-image.yaml"),
        "headnode: {hostname: head, architecture: x86_64, distribution: rocky8}\n");
  }

  /** The guide's step 5 as it is typed, and what it leaves. */
  @Test
  void registersAllThreeAndBindsThem() throws Exception {
    Files.createDirectories(root.resolve("cm/shared"));
    SmallTrees.write(root, true);
    Ran ran =
        cmImage(
            "",
            "--verbose",
            "create",
            "all",
            "--arch",
            "aarch64",
            "--distro",
            "ubuntu2404",
            "--add-only");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(lines(ran.err(), "Adding ", "Updating ", "Changing "))
        .containsSubsequence(
            "Adding software image " + IMAGE,
            "Adding node-installer node-installer-ubuntu2404-aarch64",
            "Adding cm-shared image at /cm/shared-ubuntu2404-aarch64",
            "Updating cmd entities",
            "Changing fspart /cm/shared to /cm/shared-rocky8-x86_64");
    assertThat(ran.err()).contains("  Adding cm-shared image entities......................");
    assertThat(ran.out())
        .endsWith(
            "Added new category: default-ubuntu2404-aarch64\n"
                + "Use this category for adding nodes\n"
                + "Completed\n");
    assertThat(snapshot().softwareImages().get(0).get(SoftwareImage.KERNEL_VERSION))
        .isEqualTo(SmallTrees.KERNEL);
    assertThat(cmsh("fspart;list").out())
        .contains(
            "/cm/images/" + IMAGE, "/cm/node-installer-ubuntu2404-aarch64", "/cm/shared-rocky8");
    assertThat(cmsh("category;list").out()).contains("default-rocky8-x86_64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--add-only", "--add-archos"})
  void againItChangesNothing(String what) throws Exception {
    SmallTrees.write(root, true);
    assertThat(create("", "all", "--add-only").exitCode()).isZero();
    long version = snapshot().version();
    Ran ran = create("", "all", what);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).endsWith("Completed\n").doesNotContain("Added new category");
    assertThat(snapshot().version()).isEqualTo(version);
  }

  @Test
  void asksForWhatIsRegisteredAndSkipsWhatIsRefused() throws Exception {
    SmallTrees.write(root, true);
    assertThat(create("", "all", "--add-only").err()).doesNotContain("continue");
    Ran ran = create("n\nperhaps\ny\nn\n", "all", "--add-only");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err().split("Do you want to continue\\?\\(y/n\\): ", -1)).hasSize(5);
    assertThat(ran.out()).contains("Added node-installer").doesNotContain("Added software image");
    assertThat(ran.err()).contains("Updating cmd entities");

    Ran unanswered = create("y\n", "all", "--add-only");
    assertThat(unanswered.exitCode()).isZero();
    assertThat(unanswered.err()).contains("(no answer: end of input)");
    assertThat(unanswered.out())
        .contains("Added software image")
        .doesNotContain("Added node-installer", "Added cm-shared");

    Ran forced = create("", "all", "--add-only", "-f");
    assertThat(forced.err()).doesNotContain("continue");
    assertThat(forced.out()).contains("Added software image");
  }

  @Test
  void refusingTheOnlyOneDoesNothing() throws Exception {
    SmallTrees.write(root, true);
    assertThat(create("", "cmshared", "--add-only").exitCode()).isZero();
    Ran ran = create("n\n", "cmshared", "--add-only");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).isEqualTo("Nothing to do\n");
  }

  /** One component is wrong: everything about it is told, with the commands that mend it. */
  @Test
  void aWrongComponentIsNamedAndRecreated() throws Exception {
    SmallTrees.write(root, true);
    Path shared = root.resolve("cm/shared-ubuntu2404-aarch64");
    Files.move(shared, root.resolve("right"));
    new SmallTrees(shared, false).applications();
    Ran ran = create("", "all", "--add-only");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.err())
        .contains("arch/OS does not match", "shared-ubuntu2404-aarch64", "x86_64")
        .contains("create cmshared --arch aarch64 --distro ubuntu2404 --add-only");
    assertThat(create("", "all", "--add-archos").exitCode()).isEqualTo(6);

    Files.move(shared, root.resolve("wrong"));
    Files.move(root.resolve("right"), shared);
    assertThat(create("", "cmshared", "--add-only").exitCode()).isZero();
    assertThat(create("", "all", "--add-archos").exitCode()).isZero();
  }

  @Test
  void aSingleWrongComponentIsNotRegistered() throws Exception {
    new SmallTrees(root.resolve("cm/shared-ubuntu2404-aarch64"), false).applications();
    Ran ran = create("", "cmshared", "--add-only");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.err()).contains("arch/OS does not match", "import cmshared ARCHIVE");
    assertThat(snapshot().fsParts()).isEmpty();
  }

  @Test
  void whatIsNotThereIsNamedWithTheWayToGetIt() {
    Ran ran = create("", "swimage", "--add-only");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .contains(
            root + "/cm/images/" + IMAGE,
            "cm-image --root " + root + " import swimage ARCHIVE --arch aarch64");
  }

  @Test
  void aDryRunPrintsThePlanAndDoesNothing() throws Exception {
    SmallTrees.write(root, true);
    Ran ran = create("", "all", "--add-only", "--dry-run");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .contains("There now:  the tree, which is verified and registered")
        .contains("At the end: the archOS stage for ubuntu2404-aarch64");
    assertThat(root.resolve("var")).doesNotExist();
    assertThat(create("", "all", "--add-only", "--dry-run", "--output", "json").out())
        .contains("\"making\":\"adopt\"", "\"binds_archos\":true");
  }

  @Test
  void everythingIsJsonWhereJsonIsAskedFor() throws Exception {
    SmallTrees.write(root, true);
    Ran ran = create("", "all", "--add-only", "--output", "json");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().lines())
        .allMatch(line -> line.startsWith("{\"event\":"))
        .anyMatch(line -> line.startsWith("{\"event\":\"started\",\"stage\":\"bind\""))
        .anyMatch(line -> line.startsWith("{\"event\":\"noted\",\"stage\":\"bind\",\"text\":"))
        .anyMatch(line -> line.contains("\"category_added\":\"default-ubuntu2404-aarch64\""))
        .last()
        .asString()
        .startsWith("{\"event\":\"archos\",\"architecture\":\"aarch64\"");
  }

  /** Nodes go on with the kernel they were told to boot. */
  @Test
  void anAdministratorsKernelStays() throws Exception {
    SmallTrees.write(root, true);
    Path modules = root.resolve("cm/images/" + IMAGE + "/usr/lib/modules");
    assertThat(create("", "swimage", "--add-only").exitCode()).isZero();
    Files.createDirectories(modules.resolve("6.8.0-50-generic"));
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      store.update(
          cluster ->
              ChangeSet.of(cluster)
                  .put(
                      cluster
                          .softwareImages()
                          .get(0)
                          .with(SoftwareImage.KERNEL_VERSION, "6.8.0-50-generic"))
                  .build());
    }
    assertThat(create("y\n", "swimage", "--add-only").exitCode()).isZero();
    assertThat(cmImage("", "list").out()).contains("6.8.0-50-generic");
    Files.delete(modules.resolve("6.8.0-50-generic"));
    assertThat(create("y\n", "swimage", "--add-only").exitCode()).isZero();
    assertThat(cmImage("", "list").out()).contains(SmallTrees.KERNEL);
  }

  private ClusterSnapshot snapshot() throws StoreException, ImageException {
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      return store.snapshot();
    }
  }

  private static List<String> lines(String text, String... starts) {
    return text.lines()
        .filter(line -> List.of(starts).stream().anyMatch(line::startsWith))
        .toList();
  }

  private Ran cmsh(String commands) {
    return Ran.cmsh("--root", root.toString(), "-c", commands);
  }

  private Ran create(String answers, String component, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of("create", component, "--arch", "aarch64", "--distro", "ubuntu2404"));
    all.addAll(List.of(options));
    return cmImage(answers, all.toArray(String[]::new));
  }

  private Ran cmImage(String answers, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--root", root.toString()));
    return Ran.answering(answers, all.toArray(String[]::new));
  }
}
