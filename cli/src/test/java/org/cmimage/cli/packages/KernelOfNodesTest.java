package org.cmimage.cli.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.cli.Ran;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel that nodes boot follows what becomes of the packages of their image. */
@Tag("root")
class KernelOfNodesTest {
  private static final String OLD = ToyImage.KERNEL;
  private static final String NEW = "6.2.0-1-toy";
  private static final String CATEGORY = PackagedImage.COMPONENT.categoryName();

  @TempDir private Path root;
  private PackagedImage image;

  @BeforeEach
  void setUp() throws Exception {
    image = PackagedImage.in(root);
    image.offerKernel("kernel", NEW);
  }

  private String cmsh(String commands) {
    Ran ran = Ran.cmsh("--root", root.toString(), "-c", commands);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran.out().strip();
  }

  private String kernelOf(String mode, String name) {
    return cmsh(mode + "; use " + name + "; get kernelversion");
  }

  private String change(String name, String... words) {
    Ran ran = image.run(name, words);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    return ran.out();
  }

  @Test
  void followsInstallationRemovalAndRollback() throws Exception {
    String name = PackagedImage.NAME;
    Path manifest = root.resolve("var/lib/cm-image/manifests/" + name + ".mtree");
    cmsh("category; use " + CATEGORY + "; set kernelversion " + OLD + "; commit");

    assertThat(change(name, "--install", "kernel"))
        .contains("Nodes of " + name + " now boot kernel " + NEW)
        .doesNotContain("category");
    assertThat(kernelOf("softwareimage", name)).isEqualTo(NEW);
    assertThat(kernelOf("category", CATEGORY)).as("chosen, and there").isEqualTo(OLD);
    assertThat(Files.readString(manifest)).contains("boot/vmlinuz-" + NEW);
    String installed = Files.readString(manifest);

    cmsh("category; use " + CATEGORY + "; set kernelversion " + NEW + "; commit");
    assertThat(change(name, "--remove", "kernel"))
        .contains(
            "Nodes of " + name + " now boot kernel " + OLD,
            "Nodes of category " + CATEGORY + " now boot kernel " + OLD);
    assertThat(image.tree().resolve("lib/modules/" + NEW + "/modules.dep")).exists();
    assertThat(kernelOf("softwareimage", name)).isEqualTo(OLD);
    assertThat(kernelOf("category", CATEGORY)).isEqualTo(OLD);

    assertThat(change(name, "--rollback")).contains("Nodes of " + name + " now boot kernel " + NEW);
    assertThat(kernelOf("softwareimage", name)).isEqualTo(NEW);
    assertThat(Files.readString(manifest)).isEqualTo(installed);
  }

  /** What an administrator chose stays, and other images are not concerned. */
  @Test
  void chosenKernelsAndOtherImagesStay() {
    String name = PackagedImage.NAME;
    cmsh("softwareimage; clone " + name + " mine; commit");
    change("mine", "--install", "kernel");
    assertThat(kernelOf("softwareimage", "mine")).isEqualTo(NEW);
    assertThat(kernelOf("softwareimage", name)).isEqualTo(OLD);
    cmsh("softwareimage; use mine; set kernelversion " + OLD + "; commit");
    change("mine", "--rollback");
    change("mine", "--install", "kernel");
    cmsh("softwareimage; use mine; set kernelversion " + OLD + "; commit");
    change("mine", "--remove", "kernel");
    assertThat(kernelOf("softwareimage", "mine")).isEqualTo(OLD);
  }
}
