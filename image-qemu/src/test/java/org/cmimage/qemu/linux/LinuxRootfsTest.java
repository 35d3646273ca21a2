package org.cmimage.qemu.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.core.manifest.TreeManifestContract;
import org.cmimage.core.rootfs.DestinationCheck;
import org.cmimage.core.rootfs.IntakeContract;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.RootfsContract;
import org.cmimage.core.rootfs.RootfsLifeContract;
import org.cmimage.core.rootfs.TreeRemoval;
import org.cmimage.core.spi.HostCalls;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class LinuxRootfsTest
    implements RootfsContract, RootfsLifeContract, IntakeContract, TreeManifestContract {
  private final HostCalls calls = new LinuxHostCalls();
  @TempDir Path directory;

  @BeforeEach
  void needsRoot() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root: owners and devices");
  }

  @Override
  public HostCalls calls() {
    return calls;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Test
  void aBindMountOfTheSameFileSystemStopsTheRemoval() throws IOException, InterruptedException {
    Path victim = Files.createDirectory(directory.resolve("victim"));
    Files.writeString(victim.resolve("file"), "stay", UTF_8);
    Path point = Files.createDirectories(directory.resolve("tree/a b"));
    Files.createFile(directory.resolve("tree/other"));
    Process mount =
        new ProcessBuilder("mount", "--bind", victim.toString(), point.toString())
            .inheritIO()
            .start();
    Assumptions.assumeTrue(mount.waitFor() == 0, "may not mount here");
    try {
      assertThatThrownBy(() -> TreeRemoval.remove(calls, directory.resolve("tree")))
          .hasMessageEndingWith("mounted at or below it: " + point.toRealPath());
      assertThat(victim.resolve("file")).hasContent("stay");
      assertThat(directory.resolve("tree/other")).exists();
    } finally {
      assertThat(new ProcessBuilder("umount", point.toString()).inheritIO().start().waitFor())
          .isZero();
    }
    TreeRemoval.remove(calls, directory.resolve("tree"));
    assertThat(directory.resolve("tree")).doesNotExist();
    assertThat(victim.resolve("file")).hasContent("stay");
  }

  /** As of an NFS server without extended attributes. */
  @Test
  void whatAFileSystemCannotHoldIsFoundOut() throws IOException, InterruptedException {
    Path point = Files.createDirectory(directory.resolve("ramfs"));
    Process mount =
        new ProcessBuilder("mount", "-t", "ramfs", "ramfs", point.toString()).inheritIO().start();
    Assumptions.assumeTrue(mount.waitFor() == 0, "may not mount here");
    try (Rootfs tree = Rootfs.open(calls, point)) {
      assertThat(DestinationCheck.require(tree))
          .containsExactly(
              "extended attributes (user.*) (EOPNOTSUPP)",
              "capabilities of programs (EOPNOTSUPP)",
              "access control lists (EOPNOTSUPP)");
      assertThat(point).isEmptyDirectory();
    } finally {
      assertThat(new ProcessBuilder("umount", point.toString()).inheritIO().start().waitFor())
          .isZero();
    }
  }
}
