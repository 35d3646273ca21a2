package org.cmimage.qemu.linux.trees;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.core.fault.Remedy;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.manifest.TreeManifest.Depth;
import org.cmimage.core.manifest.TreeManifestContract;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.rootfs.TreeRemoval;
import org.cmimage.core.staging.DestinationCheck;
import org.cmimage.core.staging.RootfsContract;
import org.cmimage.core.staging.RootfsLifeContract;
import org.cmimage.core.staging.RootfsViewContract;
import org.cmimage.core.staging.TreeCopyContract;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.core.tree.Sample;
import org.cmimage.core.tree.TreeEntry;
import org.cmimage.core.tree.TreeEntry.Extent;
import org.cmimage.core.tree.TreeEntry.Kind;
import org.cmimage.core.tree.TreePath;
import org.cmimage.core.write.IntakeContract;
import org.cmimage.core.write.RootfsWriter;
import org.cmimage.core.write.WriteLimits;
import org.cmimage.qemu.linux.LinuxHostCalls;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("root")
class LinuxRootfsTest
    implements RootfsContract,
        RootfsLifeContract,
        RootfsViewContract,
        TreeCopyContract,
        IntakeContract,
        TreeManifestContract {
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

  /** Of /var/log/lastlog with a high user id; a minute for every 100 GiB if zeros were digested. */
  @Test
  void aFileOfHolesCostsItsData(@TempDir Path state) throws Exception {
    long size = 1L << 40;
    byte[] data = "first and last".getBytes(UTF_8);
    Kind.Regular kind = new Kind.Regular(size, List.of(new Extent(0, 5), new Extent(size - 9, 9)));
    TreeEntry entry = new TreeEntry(TreePath.of("lastlog"), kind, Sample.mode(0644));
    TreeManifest manifest;
    Path file = state.resolve("m");
    try (Rootfs tree = tree()) {
      try (RootfsWriter writer = new RootfsWriter(tree)) {
        writer.intake(WriteLimits.DEFAULT, sink -> new Sample(entry, data).to(sink));
        writer.finish();
      } catch (FaultException e) {
        Assumptions.assumeFalse(e.getMessage().contains("EFBIG"), "files of 1 TiB do not fit here");
        throw e;
      }
      TreeManifest.of(tree).save(file);
      manifest = TreeManifest.load(file);
    }
    assertThat(file).content().contains(" tags=sha256-of-data:").doesNotContain("sha256digest");
    try (Rootfs again = Rootfs.open(calls, directory.resolve("tree"))) {
      assertThat(manifest.differences(again, Depth.CONTENT, 9).isEmpty()).isTrue();
      assertThat(manifest.differences(again, Depth.METADATA, 9).isEmpty()).isTrue();
      try (RandomAccessFile change =
          new RandomAccessFile(directory.resolve("tree/lastlog").toFile(), "rw")) {
        change.seek(size / 2);
        change.write(1);
      }
      try (HostCalls.Handle root = calls.openRoot(again.directory())) {
        calls.setTimes(root, "lastlog".getBytes(UTF_8), 1_600_000_000L, 5);
      }
      assertThat(manifest.differences(again, Depth.METADATA, 9).isEmpty()).isTrue();
      assertThat(manifest.differences(again, Depth.CONTENT, 9).first().toString())
          .contains("/lastlog: content: expected sha256-of-data:");
    }
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
          .hasMessageEndingWith(
              "mounted at or below " + directory.resolve("tree") + ": " + point.toRealPath());
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

  /** As in an archive that was changed, or of the first version of capabilities. */
  @Test
  void aCapabilityThatTheKernelDoesNotAcceptIsAFaultOfTheArchive() throws IOException {
    TreeEntry.Attributes junk =
        new TreeEntry.Attributes(
            0755, 0, 0, 0, 0, Map.of("security.capability", new byte[] {1, 2}));
    try (Rootfs tree = tree();
        RootfsWriter writer = new RootfsWriter(tree)) {
      assertThatThrownBy(() -> Sample.file("ping", "").with(junk).to(writer))
          .isInstanceOfSatisfying(
              FaultException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CORRUPT);
                assertThat(e.remedy()).isInstanceOf(Remedy.Advice.class);
              })
          .hasMessageContaining(
              "cannot write \"/ping\": extended attribute security.capability has a value");
    }
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
              "extended attributes (user.*) (not supported by the file system)",
              "capabilities of programs (not supported by the file system)",
              "access control lists (not supported by the file system)");
      assertThat(point).isEmptyDirectory();
    } finally {
      assertThat(new ProcessBuilder("umount", point.toString()).inheritIO().start().waitFor())
          .isZero();
    }
  }
}
