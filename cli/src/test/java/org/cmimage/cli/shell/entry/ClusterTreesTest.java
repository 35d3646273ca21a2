package org.cmimage.cli.shell.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cmimage.cli.shell.command.Trees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.fault.ErrorCode;
import org.cmimage.core.fault.FaultException;
import org.cmimage.model.edit.CommitReport.TreeCopy;
import org.cmimage.model.edit.CommitReport.TreeRemoval;
import org.cmimage.model.entity.EntityKey;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("root")
class ClusterTreesTest {
  private static final String IMAGE = "/cm/images/one";
  private static final EntityKey KEY = EntityKey.of(EntityType.SOFTWARE_IMAGE, "one");

  private static final ClusterSnapshot CLUSTER = ClusterSnapshot.empty();

  @TempDir private Path root;
  private Trees trees;
  private Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    trees = new ClusterTrees(ClusterLayout.below(root));
    tree = Files.createDirectories(root.resolve("cm/images/one"));
    Files.createDirectories(tree.resolve("lib/modules/6.1.0-1"));
    Files.createDirectories(tree.resolve("etc"));
    Files.writeString(tree.resolve("etc/os-release"), "ID=debian\nVERSION_ID=\"12\"\n");
    Files.createSymbolicLink(tree.resolve("out"), root);
  }

  @Test
  void deletesATreeAndItsRevisions() throws Exception {
    Path revision = Files.createDirectories(root.resolve("cm/images/one@2/etc"));
    Path other = Files.createDirectories(root.resolve("cm/images/one@old"));
    trees.delete(new TreeRemoval(KEY, IMAGE, false));
    assertThat(tree).doesNotExist();
    assertThat(revision).exists();
    trees.delete(new TreeRemoval(KEY, IMAGE, true));
    assertThat(root.resolve("cm/images/one@2")).doesNotExist();
    assertThat(other).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc", "/usr/lib", "/cm", "/cm/images", "/lib64/x", "/proc/self"})
  void directoriesOfTheHeadNodeStay(String path) {
    assertThatThrownBy(() -> trees.checkDeletable(CLUSTER, new TreeRemoval(KEY, path, false)))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("head node itself");
  }

  @Test
  void whatIsLockedStays() throws Exception {
    Files.createDirectories(root.resolve("cm/images/one@2"));
    ClusterSnapshot locked =
        CLUSTER.apply(
            ChangeSet.of(CLUSTER)
                .put(FsPart.of("/cm/images/one@2", "custom").with(FsPart.LOCKED, "yes"))
                .build());
    trees.checkDeletable(locked, new TreeRemoval(KEY, IMAGE, false));
    assertThatThrownBy(() -> trees.checkDeletable(locked, new TreeRemoval(KEY, IMAGE, true)))
        .isInstanceOfSatisfying(
            FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IN_USE))
        .hasMessage("cannot delete \"/cm/images/one@2\": locked in cmsh: /cm/images/one@2");
  }

  @Test
  void whatIsMountedStays() throws Exception {
    Path point = Files.createDirectories(tree.resolve("proc"));
    assumeTrue(run("mount", "-t", "tmpfs", "none", point.toString()) == 0, "needs mount");
    try {
      assertThatThrownBy(() -> trees.delete(new TreeRemoval(KEY, IMAGE, false)))
          .isInstanceOf(FaultException.class)
          .hasMessageContaining("mounted");
    } finally {
      run("umount", point.toString());
    }
    assertThat(tree.resolve("etc/os-release")).exists();
  }

  @Test
  void aTreeThatAProgramWorksInStays() throws Exception {
    Process process =
        new ProcessBuilder("sleep", "1000").directory(tree.resolve("etc").toFile()).start();
    try {
      assertThatThrownBy(() -> trees.checkDeletable(CLUSTER, new TreeRemoval(KEY, IMAGE, true)))
          .isInstanceOfSatisfying(
              FaultException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IN_USE))
          .hasMessageContaining("process " + process.pid());
    } finally {
      process.destroyForcibly().waitFor();
    }
    trees.checkDeletable(CLUSTER, new TreeRemoval(KEY, IMAGE, true));
  }

  @Test
  void aTreeStaysWhereOneOfItsRevisionsIsInUse() throws Exception {
    Path revision = Files.createDirectories(root.resolve("cm/images/one@2/etc"));
    Process process = new ProcessBuilder("sleep", "1000").directory(revision.toFile()).start();
    try {
      TreeRemoval all = new TreeRemoval(KEY, IMAGE, true);
      assertThatThrownBy(() -> trees.checkDeletable(CLUSTER, all))
          .hasMessageContaining("process " + process.pid());
      assertThatThrownBy(() -> trees.delete(all)).hasMessageContaining("process " + process.pid());
      trees.checkDeletable(CLUSTER, new TreeRemoval(KEY, IMAGE, false));
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(tree).exists();
  }

  @Test
  void copiesATreeBesideIt() throws Exception {
    trees.copy(new TreeCopy(KEY, IMAGE, "/cm/images/two"));
    Path copy = root.resolve("cm/images/two");
    assertThat(copy.resolve("etc/os-release"))
        .hasSameTextualContentAs(tree.resolve("etc/os-release"));
    assertThat(copy.resolve("out")).isSymbolicLink();
    assertThat(root.resolve("cm/.cm-image-staging")).doesNotExist();
    Files.delete(copy.resolve("out"));
    trees.copy(new TreeCopy(KEY, IMAGE, "/cm/images/two"));
    assertThat(copy.resolve("out")).doesNotExist();
    assertThatThrownBy(() -> trees.copy(new TreeCopy(KEY, "/cm/images/none", "/cm/images/three")))
        .hasMessageContaining("no such directory");
    assertThat(root.resolve("cm/images/three")).doesNotExist();
  }

  @Test
  void tellsWhatATreeIs() throws Exception {
    assertThat(trees.kernels(IMAGE)).containsExactly("6.1.0-1");
    assertThat(trees.kernels("/cm/images/none")).isEmpty();
    assertThat(trees.identify(IMAGE)).isEqualTo(new Trees.Identity("-", "debian12"));
    assertThat(trees.identify("/cm/images/none")).isEqualTo(new Trees.Identity("-", "-"));
    assertThat(trees.size(IMAGE)).isEqualTo(Files.size(tree.resolve("etc/os-release")));
    assertThat(trees.size("/cm/images/none")).isZero();
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
  }
}
