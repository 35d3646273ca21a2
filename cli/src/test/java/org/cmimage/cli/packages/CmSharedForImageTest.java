package org.cmimage.cli.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cmimage.cli.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cm-shared tree for the nodes of one image: it brings what they lack, and nothing else. */
@Tag("root")
class CmSharedForImageTest {
  @TempDir private Path root;
  private PackagedImage image;

  @BeforeEach
  void setUp() throws Exception {
    image = PackagedImage.in(root);
    Path catalog = root.resolve("etc/cm-image/distros/debian12.yaml");
    Files.createDirectories(catalog.getParent());
    Files.writeString(
        catalog,
        """
        inherits: debian12
        packages:
          cmshared: {topology: [], measuring: []}
        """);
    image.installed("there", "1", "");
    image.installed("old", "1", "");
    image.offer("base", "1", "Essential: yes\nPriority: required\n", Map.of());
    image.offer("there", "1", "", Map.of());
    image.offer("old", "2", "", Map.of());
    image.offer("lacking", "1", "", Map.of());
    image.offer("app", "1", "Depends: base, there, old (>= 2), lacking\n", Map.of());
    image.offer("other", "2", "Depends: there | lacking\n", Map.of());
  }

  private Ran create(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "create",
                "cmshared",
                "--bootstrap",
                "-d",
                "debian12",
                "-a",
                PackagedImage.architecture(),
                "-b",
                image.packages().toString(),
                "--air-gapped",
                "--root",
                root.toString()));
    words.addAll(List.of(more));
    return Ran.cmImage(words.toArray(String[]::new));
  }

  private String packages() throws IOException {
    return Files.readString(
        root.resolve("cm/shared-" + PackagedImage.COMPONENT.archOs() + "/.cm-image.yaml"));
  }

  @Test
  void bringsWhatTheImageLacksOrHasTooOld() throws Exception {
    Ran ran = create("-p", "app,other", "-i", PackagedImage.NAME);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(packages())
        .contains("\"app\":", "\"old\":", "\"lacking\":", "\"other\":")
        .doesNotContain("\"there\":", "\"base\":");
    Path apps = root.resolve("cm/shared-" + PackagedImage.COMPONENT.archOs() + "/apps");
    assertThat(apps.resolve("app/1")).isDirectory();
    assertThat(apps.resolve("other/2")).isDirectory();
  }

  @Test
  void withoutAnImageItIsForAnyOfTheDistribution() throws Exception {
    Ran ran = create("-p", "app");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(packages())
        .contains("\"app\":", "\"old\":", "\"lacking\":", "\"there\":")
        .doesNotContain("\"base\":");
  }

  @Test
  void theImageHasToFit() {
    assertThat(create("-p", "app", "-i", "nosuch").err()).contains("there is no such image");
    Ran other =
        Ran.cmImage(
            "create",
            "cmshared",
            "--bootstrap",
            "-d",
            "debian12",
            "-a",
            "riscv64",
            "-i",
            PackagedImage.NAME,
            "--root",
            root.toString());
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("for nodes of " + PackagedImage.NAME + ": it is of debian12-");
    Ran all =
        Ran.cmImage(
            "create",
            "all",
            "--bootstrap",
            "-d",
            "debian12",
            "-a",
            PackagedImage.architecture(),
            "-i",
            PackagedImage.NAME,
            "--root",
            root.toString());
    assertThat(all.exitCode()).isEqualTo(2);
    assertThat(all.err()).contains("expected cmshared");
  }
}
