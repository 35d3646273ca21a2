package org.cmimage.cli.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster on a disk that is full, read-only, out of inodes or not for programs. */
@Tag("root")
class HostileDisksTest {
  private static final ArchOs ARM =
      new ArchOs(Architecture.AARCH64, Distribution.parse("ubuntu2404"));
  private static final String IMAGE = "default-image-ubuntu2404-aarch64";

  @TempDir private Path directory;
  private Path root;

  @AfterEach
  void unmount() throws Exception {
    if (root != null) {
      run("umount", "-l", root.toString());
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private void mount(String options) throws Exception {
    root = Files.createDirectories(directory.resolve("root"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", options, "none", root.toString()) == 0, "needs mount");
  }

  private ClusterLayout layout() {
    return ClusterLayout.below(root);
  }

  private void makeCluster() throws Exception {
    try (ClusterStore store = Stores.open(layout())) {
      store.update(NewCluster.of("head", ARM)::changes);
      store.update(c -> ComponentRegistration.softwareImage(c, ARM, "6.8", Instant.EPOCH));
    }
  }

  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(root.resolve("fill"))) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space");
    }
  }

  private Ran cmImage(String call) {
    return Ran.answering("", (call + " --root " + root).split(" "));
  }

  private List<Path> state() throws IOException {
    try (Stream<Path> files = Files.list(layout().store().getParent())) {
      return files.sorted().toList();
    }
  }

  private void assertReadable() throws Exception {
    List<Path> before = state();
    assertThat(cmImage("list").out()).contains(IMAGE);
    assertThat(cmImage("show " + IMAGE).exitCode()).isZero();
    assertThat(cmImage("remove swimage -d ubuntu2404 -a aarch64 --dry-run").exitCode()).isZero();
    assertThat(state()).as("looking leaves no trace").isEqualTo(before);
    Ran cmsh = Ran.cmsh("--root", root.toString(), "-c", "softwareimage; list");
    assertThat(cmsh.exitCode()).as(cmsh.err()).isZero();
    assertThat(cmsh.out()).contains(IMAGE);
  }

  private void assertRefused(Ran ran, String... words) {
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(3);
    assertThat(ran.err())
        .contains(words)
        .doesNotContain("Exception", "backup", "internal error", "to resume");
  }

  @Test
  void aFullDiskCanBeReadAndIsNamedWhenItIsWrittenTo() throws Exception {
    mount("size=1m");
    makeCluster();
    fill();
    assertReadable();
    assertRefused(cmImage("remove swimage -d ubuntu2404 -a aarch64"), "o space left", "see: df -h");
    assertRefused(
        Ran.cmsh(
            "--root", root.toString(), "-c", "softwareimage; set " + IMAGE + " notes x; commit"),
        "o space left");
    assertReadable();
  }

  @Test
  void aReadOnlyDiskCanBeReadAndIsNamedWhenItIsWrittenTo() throws Exception {
    mount("size=2m");
    makeCluster();
    run("mount", "-o", "remount,ro", root.toString());
    assertReadable();
    assertRefused(cmImage("remove swimage -d ubuntu2404 -a aarch64"), "read-only", "remount,rw");
    assertRefused(
        Ran.cmsh(
            "--root", root.toString(), "-c", "softwareimage; set " + IMAGE + " notes x; commit"),
        "read-only");
    assertRefused(
        cmImage("create cmshared -d ubuntu2404 -a aarch64 --add-only"), "read-only", "remount,rw");
  }

  /** What a killed process committed is in the write-ahead log alone. */
  @Test
  void whatIsInTheLogAloneIsReadToo() throws Exception {
    mount("size=4m");
    Path other = directory.resolve("other");
    ClusterLayout elsewhere = ClusterLayout.below(other);
    try (ClusterStore store = Stores.open(elsewhere)) {
      store.update(NewCluster.of("head", ARM)::changes);
      store.update(c -> ComponentRegistration.softwareImage(c, ARM, "6.8", Instant.EPOCH));
      Files.createDirectories(layout().store().getParent());
      for (String suffix : List.of("", "-wal")) {
        Files.copy(Path.of(elsewhere.store() + suffix), Path.of(layout().store() + suffix));
      }
    }
    assertThat(Files.size(Path.of(layout().store() + "-wal"))).isPositive();
    run("mount", "-o", "remount,ro", root.toString());
    assertReadable();
  }

  @Test
  void tooFewInodesAreFoundBeforeTheWorkOrNamedDuringIt() throws Exception {
    Path archive = archive();
    mount("size=160m,nr_inodes=22");
    Ran before = imported(archive);
    assertRefused(before, "inodes free of 22, and at least 16 are needed", "df -i");
    assertThat(before.err()).doesNotContain("unpack");
    run("mount", "-o", "remount,nr_inodes=42", root.toString());
    assertRefused(imported(archive), "no inodes left", "df -i");
    run("mount", "-o", "remount,nr_inodes=600", root.toString());
    Ran after = imported(archive);
    assertThat(after.exitCode()).as(after.err()).isZero();
  }

  private Ran imported(Path archive) {
    return cmImage("import swimage " + archive + " -d ubuntu2404 -a aarch64");
  }

  private Path archive() throws Exception {
    SmallTrees.write(directory.resolve("trees"), true);
    Path tree = directory.resolve("trees/cm/images/" + IMAGE);
    Path archive = directory.resolve("image.tar");
    assertThat(run("tar", "-C", tree.toString(), "-cf", archive.toString(), ".")).isZero();
    return archive;
  }

  @Test
  void whereNoTreeCanBeMadeIsFoundBeforeTheWork() throws Exception {
    Path archive = archive();
    mount("size=160m");
    Path images = Files.createDirectories(root.resolve("cm"));
    run("mount", "--bind", images.toString(), images.toString());
    run("mount", "-o", "remount,bind,noexec", images.toString());
    assertRefused(
        cmImage("create swimage --bootstrap --air-gapped -d debian12 -a x86_64"),
        "mounted noexec",
        "exec");
    Ran imported = imported(archive);
    assertThat(imported.exitCode()).as("nothing of it is run: " + imported.err()).isZero();
    run("mount", "-o", "remount,bind,ro", images.toString());
    assertRefused(
        cmImage("import swimage " + archive + " -d ubuntu2404 -a aarch64 -f"),
        "mounted read-only",
        "remount,rw");
    run("umount", images.toString());
  }
}
