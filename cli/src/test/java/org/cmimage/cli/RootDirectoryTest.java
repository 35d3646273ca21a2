package org.cmimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --root} that names no cluster, and a configuration that makes none. */
@Tag("root")
class RootDirectoryTest {
  @TempDir private Path directory;

  @Test
  void anEmptyRootOrAFileIsRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    for (String root : new String[] {"", file.toString()}) {
      for (Ran ran :
          new Ran[] {
            Ran.cmImage("list", "--root", root),
            Ran.cmImage("list", "--root=" + root),
            Ran.cmImage("create", "all", "-d", "debian12", "-a", "x86_64", "--root", root),
            Ran.cmsh("--root", root, "-c", "device; list")
          }) {
        assertThat(ran.exitCode()).isEqualTo(2);
        assertThat(ran.err()).contains("--root", "expected a directory");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "list",
        "show default-image-debian12-x86_64",
        "show default-image-debian12-x86_64 --timing",
        "verify default-image-debian12-x86_64",
        "remove swimage -d debian12 -a x86_64",
        "remove --orphans"
      })
  void aRootWithoutAClusterIsTold(String call) throws Exception {
    for (Path root : new Path[] {directory, directory.resolve("typo")}) {
      Ran ran = Ran.cmImage((call + " --root " + root).split(" "));
      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.err()).contains("cannot find a cluster in " + root, "--root");
      assertThat(ran.out()).isEmpty();
    }
    assertThat(directory).isEmptyDirectory();
    assertThat(Ran.cmsh("--root", directory + "/typo", "-c", "device; list").err())
        .contains("cannot find a cluster in " + directory + "/typo");
  }

  @Test
  void makingOneIsSaid() throws Exception {
    SmallTrees.write(directory.resolve("trees"), true);
    Path tree = directory.resolve("trees/cm/shared-ubuntu2404-aarch64");
    Path archive = directory.resolve("shared.tar");
    new ProcessBuilder("tar", "-C", tree.toString(), "-cf", archive.toString(), ".")
        .start()
        .waitFor();
    Path root = directory.resolve("new");
    String[] call =
        ("import cmshared " + archive + " -d ubuntu2404 -a aarch64 -f --root " + root).split(" ");
    assertThat(Ran.cmImage(call).err()).contains("There is no cluster in " + root + " yet");
    Ran again = Ran.cmImage(call);
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).doesNotContain("no cluster");
  }

  /** What is wrong in the configuration is found before any work, with its place. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "networks: {ext: {type: External}}|line 1, column 11|Internal",
        "networks: {'a b': {type: Internal}}|line 1, column 12|a b",
        "networks: {n: {type: Intern}}|line 1, column 16|Intern",
        "networks: {n: {baseaddress: 10.1.2.999}}|line 1, column 16|10.1.2.999",
        "networks: {n: {netmaskbits: many}}|line 1, column 16|many",
        "networks: {n: {colour: red}}|line 1, column 16|colour",
        "networks: [n]|line 1, column 11|a list",
        "networks: {n: text}|line 1, column 15|text",
        "headnode: {hostname: 'not a name'}|line 1, column 22|not a name",
        "headnode: {hostname: -x}|line 1, column 22|-x",
        "headnode: {architecture: mips}|line 1, column 26|mips",
        "headnode: {distribution: plan nine}|line 1, column 26|plan nine",
        "headnode: {name: x}|line 1, column 12|name",
        "cluster: {a: b}|line 1, column 10|keys and values",
        "emulation: {mips: x}|line 1, column 13|mips",
        "colour: red|line 1, column 1|colour",
        "cluster: [|line 1|YAML",
      })
  void aWrongConfigurationIsRefusedBeforeTheWorkWithItsPlace(String yaml, String place, String word)
      throws Exception {
    Path file = directory.resolve("etc/cm-image/cm-image.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, yaml, UTF_8);
    Ran ran =
        Ran.answering(
            "",
            "create",
            "swimage",
            "--bootstrap",
            "--air-gapped",
            "-d",
            "debian12",
            "-a",
            "x86_64",
            "--root",
            directory.toString());
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(2);
    assertThat(ran.err()).contains(file + ", " + place, word).doesNotContain("Exception");
    assertThat(directory.resolve("cm")).doesNotExist();
  }
}
