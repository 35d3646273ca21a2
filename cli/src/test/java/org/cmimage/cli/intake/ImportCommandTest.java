package org.cmimage.cli.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import} with archives that GNU tar made. */
@Tag("root")
class ImportCommandTest {
  private static final String IMAGE = "default-image-ubuntu2404-aarch64";

  @TempDir private Path directory;
  private Path root;

  @BeforeEach
  void setUp() throws Exception {
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/tar")), "needs tar");
    root = Files.createDirectory(directory.resolve("root"));
    Path configuration = Files.createDirectories(root.resolve("etc/cm-image"));
    Files.writeString(
        configuration.resolve("cm-image.yaml"),
        "headnode: {hostname: head, architecture: x86_64, distribution: rocky8}\n");
    Path trees = directory.resolve("trees");
    SmallTrees.write(trees, true);
    Path image = trees.resolve("cm/images/" + IMAGE);
    Files.writeString(image.resolve("etc/machine-id"), "0123456789abcdef0123456789abcdef\n");
    pack(image, "image");
    pack(trees.resolve("cm/node-installer-ubuntu2404-aarch64"), "installer");
    pack(trees.resolve("cm/shared-ubuntu2404-aarch64"), "shared");
    Path other = directory.resolve("native");
    new SmallTrees(other, false).softwareImage();
    pack(other, "native");
  }

  private void pack(Path tree, String name) throws IOException, InterruptedException {
    Process tar =
        new ProcessBuilder("tar", "-C", tree.toString(), "-czf", archive(name), ".")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
  }

  private String archive(String name) {
    return directory.resolve(name + ".tar.gz").toString();
  }

  @Test
  void importsAllThreeAndBindsThem() throws Exception {
    Ran ran = importing("", "all", all());
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.err())
        .contains("Importing software image " + IMAGE, "Updating cmd entities")
        .contains("removed or reset what must not be the same on every node: /etc/machine-id");
    assertThat(ran.out())
        .contains("Imported software image", "kernel " + SmallTrees.KERNEL)
        .endsWith(
            "Added new category: default-ubuntu2404-aarch64\n"
                + "Use this category for adding nodes\n"
                + "Completed\n");
    assertThat(root.resolve("cm/images/" + IMAGE + "/etc/machine-id")).isEmptyFile();
    assertThat(ClusterLayout.below(root).manifests().resolve(IMAGE + ".mtree")).exists();

    long version = snapshot().version();
    assertThat(importing("n\nn\nn\n", "all", all()).exitCode()).isZero();
    assertThat(snapshot().version()).isEqualTo(version);
  }

  private String[] all() {
    return new String[] {
      "--swimage",
      archive("image"),
      "--node-installer",
      archive("installer"),
      "--cmshared",
      archive("shared")
    };
  }

  @Test
  void oneByOneIsTheSameInTheEnd() throws Exception {
    assertThat(importing("", "swimage", archive("image")).exitCode()).isZero();
    assertThat(importing("", "cmshared", archive("shared")).exitCode()).isZero();
    Ran ran = importing("", "all", "--node-installer", archive("installer"));
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err()).contains("Adding archos aarch64/ubuntu2404");
  }

  @Test
  void someOfAllWaitForTheRest() throws Exception {
    Ran ran = importing("", "all", "--cmshared", archive("shared"));
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err()).contains("[ SKIP ]  there is no software image " + IMAGE + " yet");
  }

  @Test
  void checksAreObserved() throws Exception {
    String digest =
        MoreFiles.asByteSource(Path.of(archive("image"))).hash(Hashing.sha256()).toString();
    assertThat(importing("", "swimage", archive("image"), "--sha256", "0".repeat(64)).exitCode())
        .isEqualTo(4);
    assertNothingIsThere();
    Ran ran = importing("", "swimage", archive("image"), "--sha256", digest);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("Added new category: default-ubuntu2404-aarch64");
    Ran again = importing("", "swimage", archive("image"), "-f");
    assertThat(again.out()).endsWith("Completed\n").doesNotContain("Added new category");
  }

  /** The store and what is in the place stay, nothing is left in staging. */
  @Test
  void whatIsWrongReplacesNothing() throws Exception {
    assertThat(importing("", "swimage", archive("image")).exitCode()).isZero();
    List<String> before = files();
    long version = snapshot().version();
    byte[] whole = Files.readAllBytes(Path.of(archive("image")));
    Files.write(directory.resolve("half.tar.gz"), Arrays.copyOf(whole, whole.length / 2));
    Files.writeString(directory.resolve("text.tar.gz"), "This is no archive.".repeat(100));
    assertThat(importing("", "swimage", archive("half"), "-f").exitCode()).isEqualTo(4);
    assertThat(importing("", "swimage", archive("text"), "-f").exitCode()).isEqualTo(4);
    assertThat(importing("", "swimage", archive("missing"), "-f").exitCode()).isIn(2, 4);
    Ran foreign = importing("", "swimage", archive("native"), "-f");
    assertThat(foreign.exitCode()).isEqualTo(6);
    assertThat(foreign.err()).contains("arch/OS does not match", "x86_64");
    assertThat(importing("", "swimage", archive("shared"), "-f").exitCode()).isEqualTo(6);
    assertThat(files()).isEqualTo(before);
    assertThat(snapshot().version()).isEqualTo(version);
  }

  @Test
  void asksBeforeItReplaces() throws Exception {
    assertThat(importing("", "cmshared", archive("shared")).exitCode()).isZero();
    Ran unanswered = importing("", "cmshared", archive("shared"));
    assertThat(unanswered.exitCode()).isEqualTo(2);
    assertThat(unanswered.err())
        .contains("(no answer: end of input)", "to replace it: ", "--force");
    Ran refused = importing("n\n", "cmshared", archive("shared"));
    assertThat(refused.exitCode()).isZero();
    assertThat(refused.out()).isEqualTo("Nothing to do\n");
    Ran confirmed = importing("y\n", "cmshared", archive("shared"));
    assertThat(confirmed.exitCode()).as(confirmed.err()).isZero();
    assertThat(confirmed.out()).contains("Imported cm-shared").doesNotContain("new category");
  }

  @Test
  void aDryRunSaysWhereItComesFromAndDoesNothing() {
    Ran ran = importing("", "all", "--swimage", archive("image"), "--dry-run");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("From:       ", archive("image"), "There now:  nothing");
    assertThat(root.resolve("var/lib/cm-image/journal")).doesNotExist();
    Ran json = importing("", "swimage", archive("image"), "--dry-run", "--output", "json");
    assertThat(json.out()).contains("\"making\":\"extract\"");
  }

  private void assertNothingIsThere() throws Exception {
    assertThat(files()).isEmpty();
    assertThat(snapshot().softwareImages()).isEmpty();
  }

  private List<String> files() throws IOException {
    Path cm = root.resolve("cm");
    if (Files.notExists(cm)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(cm)) {
      return all.filter(path -> !Files.isDirectory(path)).map(Path::toString).sorted().toList();
    }
  }

  private ClusterSnapshot snapshot() throws StoreException, ImageException {
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      return store.snapshot();
    }
  }

  private Ran importing(String answers, String component, String... arguments) {
    List<String> all = new ArrayList<>(List.of("import", component));
    all.addAll(List.of(arguments));
    all.addAll(List.of("-a", "aarch64", "-d", "ubuntu2404", "--root", root.toString()));
    return Ran.answering(answers, all.toArray(String[]::new));
  }
}
