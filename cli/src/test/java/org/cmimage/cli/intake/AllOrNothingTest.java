package org.cmimage.cli.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Three components in one command: one of them that is wrong leaves the cluster as it was. */
@Tag("root")
class AllOrNothingTest {
  private static final ArchOs ARM =
      new ArchOs(Architecture.AARCH64, Distribution.parse("ubuntu2404"));

  @TempDir private Path directory;
  private Path root;
  private Path trees;

  @BeforeEach
  void setUp() throws Exception {
    root = directory.resolve("root");
    trees = directory.resolve("trees");
    SmallTrees.write(trees, true);
    for (ComponentKind kind : ComponentKind.values()) {
      pack(ClusterLayout.below(trees).tree(new ComponentName(kind, ARM)), archive(kind));
    }
  }

  private Path archive(ComponentKind kind) {
    return directory.resolve(kind.verb() + ".tar");
  }

  private static void pack(Path tree, Path archive) throws Exception {
    Process tar =
        new ProcessBuilder("tar", "-C", tree.toString(), "-cf", archive.toString(), ".")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
  }

  private Ran importAll() {
    return Ran.answering(
        "",
        "import",
        "all",
        "-d",
        "ubuntu2404",
        "-a",
        "aarch64",
        "--swimage",
        archive(ComponentKind.SOFTWARE_IMAGE).toString(),
        "--node-installer",
        archive(ComponentKind.NODE_INSTALLER).toString(),
        "--cmshared",
        archive(ComponentKind.CM_SHARED).toString(),
        "--root",
        root.toString());
  }

  private void spoil(Path archive, String how) throws Exception {
    switch (how) {
      case "missing" -> Files.delete(archive);
      case "empty" -> Files.write(archive, new byte[0]);
      case "damaged" -> {
        try (FileChannel file = FileChannel.open(archive, StandardOpenOption.WRITE)) {
          file.truncate(1300);
        }
      }
      default -> {
        Path other = directory.resolve("other");
        SmallTrees.write(other, false);
        ComponentKind kind =
            ComponentKind.valueOf(how.equals("architecture") ? "CM_SHARED" : "SOFTWARE_IMAGE");
        ArchOs x86 = new ArchOs(Architecture.X86_64, ARM.distribution());
        pack(ClusterLayout.below(other).tree(new ComponentName(kind, x86)), archive);
      }
    }
  }

  private void assertNothingChanged() throws Exception {
    for (ComponentKind kind : ComponentKind.values()) {
      assertThat(ClusterLayout.below(root).tree(new ComponentName(kind, ARM))).doesNotExist();
    }
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      assertThat(store.snapshot().componentNames()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CM_SHARED, missing, 2",
    "CM_SHARED, empty, 4",
    "CM_SHARED, damaged, 4",
    "CM_SHARED, architecture, 6",
    "CM_SHARED, component, 6",
    "NODE_INSTALLER, damaged, 4",
  })
  void oneWrongArchiveOfThreeLeavesTheClusterAsItWasAndTheCorrectedCommandGoesOn(
      ComponentKind kind, String how, int exitCode) throws Exception {
    Path archive = archive(kind);
    Path right = directory.resolve("right");
    Files.copy(archive, right);
    spoil(archive, how);
    Ran failed = importAll();
    assertThat(failed.exitCode()).as(failed.err()).isEqualTo(exitCode);
    assertNothingChanged();
    assertThat(failed.err()).doesNotContain("Exception");
    if (exitCode > 2 && !how.equals("empty") && kind == ComponentKind.CM_SHARED) {
      assertThat(failed.err())
          .contains("[ SKIP ]  kept in staging, for the same command to go on with");
    }
    Files.move(right, archive, StandardCopyOption.REPLACE_EXISTING);
    Ran again = importAll();
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertBound();
  }

  private void assertBound() throws Exception {
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      assertThat(store.snapshot().componentNames()).hasSize(3);
    }
    assertThat(root.resolve("cm/.cm-image-staging")).doesNotExist();
    assertThat(Ran.cmImage("remove", "--orphans", "--root", root.toString()).out())
        .isEqualTo("There are no orphans.\n");
  }

  /** The archOS stage comes last; what makes it fail is mended, and the same command goes on. */
  @Test
  void theSameCommandGoesOnAfterTheArchOsStageFailed() throws Exception {
    assertThat(importAll().exitCode()).isZero();
    Path installer =
        ClusterLayout.below(root).tree(new ComponentName(ComponentKind.NODE_INSTALLER, ARM));
    Path os = installer.resolve("etc/os-release");
    String right = Files.readString(os);
    Files.writeString(os, right.replace("24.04", "22.04"));
    Ran failed = importTwo();
    assertThat(failed.exitCode()).as(failed.err()).isEqualTo(6);
    Files.writeString(os, right);
    Ran again = importTwo();
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertBound();
  }

  private Ran importTwo() {
    return Ran.answering(
        "y\n".repeat(2),
        "import",
        "all",
        "-d",
        "ubuntu2404",
        "-a",
        "aarch64",
        "--swimage",
        archive(ComponentKind.SOFTWARE_IMAGE).toString(),
        "--cmshared",
        archive(ComponentKind.CM_SHARED).toString(),
        "--root",
        root.toString());
  }

  @Test
  void oneWrongTreeOfThreeRegistersNothing() throws Exception {
    SmallTrees.write(root, true);
    Path shared = ClusterLayout.below(root).tree(new ComponentName(ComponentKind.CM_SHARED, ARM));
    Path tool = shared.resolve("apps/tool/1.0/bin/tool");
    Path kept = directory.resolve("tool");
    Files.move(tool, kept);
    Ran failed = addAll();
    assertThat(failed.exitCode()).as(failed.err()).isEqualTo(6);
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      assertThat(store.snapshot().componentNames()).isEmpty();
    }
    Files.move(kept, tool);
    Ran again = addAll();
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertBound();
  }

  private Ran addAll() throws IOException {
    return Ran.answering(
        "",
        "create",
        "all",
        "-d",
        "ubuntu2404",
        "-a",
        "aarch64",
        "--add-only",
        "--root",
        root.toString());
  }
}
