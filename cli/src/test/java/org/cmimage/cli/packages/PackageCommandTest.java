package org.cmimage.cli.packages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCommandTest {
  private static final String IMAGE = "default-image-ubuntu2404-aarch64";

  @TempDir private Path root;

  @BeforeEach
  void setUp() throws Exception {
    SmallTrees.write(root, true);
    Files.writeString(
        root.resolve("cm/images/" + IMAGE + "/var/lib/dpkg/status"),
        """
        Package: zsh
        Status: install ok half-configured
        Architecture: arm64
        Version: 1:5.9-6ubuntu2

        Package: bash
        Status: install ok installed
        Version: 5.2.21
        Architecture: arm64
        Description: a shell
         Version: not this one

        Package: gone
        Status: deinstall ok config-files
        Architecture: all
        Version: 1
        """);
  }

  private Ran list(String image, String... more) {
    String[] words = new String[6 + more.length];
    System.arraycopy(
        new String[] {"package", "--list", "--root", root.toString(), "-i", image}, 0, words, 0, 6);
    System.arraycopy(more, 0, words, 6, more.length);
    return Ran.cmImage(words);
  }

  @Test
  void listsWhatIsInstalledByNameOrPath() {
    assertThat(list(IMAGE).out().lines().map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly(
            "Package Version Architecture State",
            "------- -------------- ------------ ---------------",
            "bash 5.2.21 arm64 installed",
            "zsh 1:5.9-6ubuntu2 arm64 half-configured");
    assertThat(list(root.resolve("cm/images/" + IMAGE).toString()).out())
        .isEqualTo(list("/cm/images/" + IMAGE).out())
        .isEqualTo(list(IMAGE).out());
  }

  @Test
  void listsAsJson() {
    assertThat(list(IMAGE, "--output", "json").out())
        .isEqualToIgnoringWhitespace(
            """
            [ { "name" : "bash", "version" : "5.2.21", "architecture" : "arm64", "state" : "installed" },
              { "name" : "zsh", "version" : "1:5.9-6ubuntu2", "architecture" : "arm64",
                "state" : "half-configured" } ]
            """);
  }

  @Test
  void saysWhatIsNoImage() throws Exception {
    Ran misspelt = list("default-image-ubuntu2404-arch64");
    assertThat(misspelt.exitCode()).isEqualTo(2);
    assertThat(misspelt.err()).contains("there is no such image");
    assertThat(list("/cm/shared-ubuntu2404-aarch64").err())
        .contains("has no etc/os-release or usr/lib/os-release");
    Files.delete(root.resolve("cm/images/" + IMAGE + "/var/lib/dpkg/status"));
    assertThat(list(IMAGE).err())
        .contains(
            "cannot list the packages of " + IMAGE + ": no package database of dpkg or rpm in it");
  }
}
