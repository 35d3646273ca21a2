package org.cmimage.endtoend.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cm-image boot} and {@code verify --boot} up to the start of a machine. */
@Tag("root")
class BootCommandTest {
  private static final String IMAGE = "default-image-ubuntu2404-aarch64";

  @TempDir private Path root;

  @BeforeEach
  void setUp() throws Exception {
    Files.createDirectories(root.resolve("etc/cm-image"));
    SmallTrees.write(root, true);
  }

  private Ran run(String... words) {
    return Ran.cmImage(
        Stream.concat(Stream.of(words), Stream.of("--root", root.toString()))
            .toArray(String[]::new));
  }

  @Test
  void applicationsDoNotBoot() {
    for (String name :
        List.of("shared-ubuntu2404-aarch64", root + "/cm/shared-ubuntu2404-aarch64")) {
      Ran ran = run("boot", name);

      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.err())
          .contains(name + ": it holds applications, which have neither kernel nor init program");
    }
    assertThat(run("verify", "shared-ubuntu2404-aarch64", "--boot").exitCode()).isEqualTo(2);
  }

  @Test
  void valuesThatNoMachineHasAreRefused() {
    assertThat(run("boot", IMAGE, "--timeout", "0").err())
        .contains("expected --timeout to be a number of seconds above 0, found 0");
    assertThat(run("boot", IMAGE, "--memory", "64").err())
        .contains("expected --memory to be at least 512 MiB, found 64");
    Ran json = run("boot", IMAGE, "--console", "--output", "json");
    assertThat(json.exitCode()).isEqualTo(2);
    assertThat(json.out()).contains("\"code\":\"INVALID_REQUEST\"");
  }

  @Test
  void anUnknownImageIsRefused() {
    Ran ran = run("boot", "nosuch");

    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("cannot find image \"nosuch\"");
  }

  @Test
  void anImageWithNothingToBootHasAFinding() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/qemu-system-aarch64")), "needs qemu-system-aarch64");

    Ran boot = run("boot", IMAGE);
    Ran verify = run("verify", IMAGE, "--boot");

    String fact = "it has no initramfs of " + SmallTrees.KERNEL;
    assertThat(boot.exitCode()).isEqualTo(6);
    assertThat(boot.err()).contains("cannot boot " + IMAGE + ": " + fact);
    assertThat(verify.exitCode()).isEqualTo(6);
    assertThat(verify.out())
        .contains("error: boot: /: expected a system that comes up, found " + fact);
  }
}
