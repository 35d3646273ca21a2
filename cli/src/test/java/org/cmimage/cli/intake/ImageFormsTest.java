package org.cmimage.cli.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.cmimage.core.ClusterLayout;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code import} and {@code inspect} of trees in squashfs images and container images. */
@Tag("root")
class ImageFormsTest {
  private static final String IMAGE = "default-image-ubuntu2404-aarch64";

  @TempDir private Path directory;
  private Path tree;

  @BeforeEach
  void makeTree() throws Exception {
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/mksquashfs")), "needs squashfs-tools");
    Path trees = directory.resolve("trees");
    SmallTrees.write(trees, true);
    tree = trees.resolve("cm/images/" + IMAGE);
    run(
        "mkdir -p usr/share/x; seq 1 100000 > usr/share/x/numbers; ln usr/share/x/numbers"
            + " usr/link");
    run("mknod usr/device c 1 3; mkfifo usr/fifo; chmod 4755 usr/share/x/numbers");
    run("setfattr -n user.a -v b usr/share; chown 7:8 usr/share/x");
    run("setcap cap_net_raw+ep usr/share/x/numbers");
    try (RandomAccessFile sparse =
        new RandomAccessFile(tree.resolve("usr/sparse").toFile(), "rw")) {
      sparse.setLength(5_000_000);
      sparse.seek(2_000_000);
      sparse.write(1);
    }
    run("find . -exec touch -h -d @1700000000 {} +");
    run("tar --xattrs --xattrs-include='*' --format=pax -czf ../../../../image.tar.gz .");
    run("mksquashfs . ../../../../image.squashfs -comp zstd -b 16K -no-progress");
  }

  private void run(String script) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-euc", script)
            .directory(tree.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).as(script).isZero();
  }

  private String file(String name) {
    return directory.resolve(name).toString();
  }

  private String manifestOf(String archive, String... more) throws Exception {
    Path root = directory.resolve("root-" + archive);
    Path configuration = Files.createDirectories(root.resolve("etc/cm-image"));
    Files.writeString(
        configuration.resolve("cm-image.yaml"),
        "headnode: {hostname: head, architecture: x86_64, distribution: rocky8}\n");
    String[] command = {
      "--root",
      root.toString(),
      "import",
      "swimage",
      file(archive),
      "-d",
      "ubuntu2404",
      "-a",
      "aarch64"
    };
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    Ran ran = Ran.cmImage(all);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    // what was scrubbed has the time of the run, in all its digits
    return Files.readString(ClusterLayout.below(root).manifests().resolve(IMAGE + ".mtree"))
        .replaceAll("time=[0-9]+\\.(?!0{9})[0-9]+", "time=run");
  }

  @Test
  void theSameTreeHasTheSameManifest() throws Exception {
    List<String> lines = manifestOf("image.squashfs").lines().toList();
    assertThat(lines)
        .containsExactlyElementsOf(manifestOf("image.tar.gz").lines().toList())
        .anyMatch(line -> line.startsWith("./usr/sparse"))
        .anyMatch(line -> line.startsWith("./usr/device"));
  }

  /** As docker save writes it: a layer with a file too much, and one that hides it. */
  private void saveContainer() throws Exception {
    Path files = Files.createDirectories(directory.resolve("container"));
    run("cp -a . ../../../../lower; rm -r ../../../../lower/usr/share");
    run("mkdir ../../../../lower/gone; touch ../../../../lower/gone/x ../../../../lower/usr/old");
    run("mkdir -p ../../../../upper/usr; cp -a usr/share ../../../../upper/usr/");
    run("ln ../../../../upper/usr/share/x/numbers ../../../../upper/usr/link");
    run("touch ../../../../upper/.wh.gone ../../../../upper/usr/.wh.old");
    run("touch -d @1700000000 ../../../../upper ../../../../upper/usr");
    for (String layer : new String[] {"lower", "upper"}) {
      run(
          "tar -C ../../../../%1$s --xattrs --xattrs-include='*' --format=pax -cf ../../../../container/%1$s.tar ."
              .formatted(layer));
    }
    String lower =
        Hashing.sha256().hashBytes(Files.readAllBytes(files.resolve("lower.tar"))).toString();
    String upper =
        Hashing.sha256().hashBytes(Files.readAllBytes(files.resolve("upper.tar"))).toString();
    Files.writeString(
        files.resolve("config.json"),
        "{\"architecture\":\"arm64\",\"rootfs\":{\"diff_ids\":[\"sha256:%s\",\"sha256:%s\"]}}"
            .formatted(lower, upper));
    Files.writeString(
        files.resolve("manifest.json"),
        "[{\"Config\":\"config.json\",\"Layers\":[\"lower.tar\",\"upper.tar\"]}]");
    run(
        "tar -C ../../../../container -cf ../../../../container.tar manifest.json config.json"
            + " lower.tar upper.tar");
  }

  @Test
  void theTreeOfAContainerHasTheSameManifest() throws Exception {
    saveContainer();
    assertThat(manifestOf("container.tar").lines().toList())
        .containsExactlyElementsOf(manifestOf("image.tar.gz").lines().toList());
    Ran told = Ran.cmImage("inspect", file("container.tar"));
    assertThat(told.out())
        .contains("form:          container image (docker save), 2 layers, arm64\n")
        .contains("component:     software image\n")
        .doesNotContain("whiteouts");
    Ran listed = Ran.cmImage("inspect", file("container.tar"), "--entries");
    assertThat(listed.out()).contains(" /lower.tar\n", " /manifest.json\n");
  }

  @Test
  void inspectTellsWhatItIsAndListsIt() {
    Ran told = Ran.cmImage("inspect", file("image.squashfs"));
    assertThat(told.exitCode()).as(told.err()).isZero();
    assertThat(told.out())
        .contains("form:          squashfs 4.0, zstd, blocks of 16 KiB\n")
        .contains("component:     software image\n", "architecture:  aarch64\n");
    Ran listed = Ran.cmImage("inspect", file("image.squashfs"), "--entries");
    assertThat(listed.out())
        .contains(" /usr/link\n", " /usr/share/x/numbers link to /usr/link\n")
        .contains("crw", " 1,3 2023-11-14T22:13:20Z /usr/device\n");
    Ran json = Ran.cmImage("inspect", file("image.squashfs"), "--entries", "--output", "json");
    assertThat(json.out()).contains("\"sha256\"", "\"sparse\":[{\"offset_bytes\":1998848,");
  }

  @Test
  void aWrongDigestIsToldBeforeAnythingIsRead() {
    Ran ran =
        Ran.cmImage(
            "--root",
            file("root"),
            "import",
            "swimage",
            file("image.squashfs"),
            "-d",
            "ubuntu2404",
            "-a",
            "aarch64",
            "--sha256",
            "0".repeat(64));
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("expected SHA-256 000").contains("found ");
  }

  @Test
  void aCutImageIsRefusedWithWhatIsMissing() throws Exception {
    byte[] bytes = Files.readAllBytes(directory.resolve("image.squashfs"));
    Files.write(directory.resolve("cut.squashfs"), Arrays.copyOf(bytes, bytes.length - 5000));
    Ran ran = Ran.cmImage("inspect", file("cut.squashfs"));
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("cannot read squashfs image " + file("cut.squashfs") + ": it is cut off");
  }
}
