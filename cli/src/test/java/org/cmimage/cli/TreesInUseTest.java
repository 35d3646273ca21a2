package org.cmimage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.EntityType;
import org.cmimage.model.entity.FsPart;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Trees that cannot be deleted, or that are not what was registered, by both commands that delete
 * trees. The image is for the architecture and distribution of the head node.
 */
@Tag("root")
class TreesInUseTest {
  private static final ArchOs HEAD =
      new ArchOs(Architecture.X86_64, Distribution.parse("debian12"));
  private static final ComponentName IMAGE = new ComponentName(ComponentKind.SOFTWARE_IMAGE, HEAD);

  @TempDir private Path root;
  private Path images;
  private Path tree;

  /** How an administrator deletes a tree. */
  enum Door {
    CM_IMAGE,
    CMSH;

    Ran delete(Path root) {
      return switch (this) {
        case CM_IMAGE ->
            Ran.cmImage(
                "remove",
                "swimage",
                "-d",
                "debian12",
                "-a",
                "x86_64",
                "--erase",
                "-f",
                "--root",
                root.toString());
        case CMSH ->
            Ran.cmsh(
                "-q",
                "--root",
                root.toString(),
                "-c",
                "softwareimage; remove -d " + IMAGE.name() + "; commit");
      };
    }
  }

  @BeforeEach
  void setUp() throws Exception {
    tree = ClusterLayout.below(root).tree(IMAGE);
    images = tree.getParent();
    Files.createDirectories(tree.resolve("etc"));
    Files.writeString(tree.resolve("etc/motd"), "x");
    change(NewCluster.of("head", HEAD)::changes);
    change(c -> ComponentRegistration.softwareImage(c, HEAD, "6.1", Instant.EPOCH));
    String unused = "category; remove " + IMAGE.categoryName() + "; commit";
    assertThat(Ran.cmsh("--root", root.toString(), "-c", unused).exitCode()).isZero();
  }

  @AfterEach
  void makeMutable() throws Exception {
    run("chattr", "-R", "-f", "-i", "-a", root.toString());
  }

  private void change(java.util.function.Function<ClusterSnapshot, ChangeSet> changes)
      throws Exception {
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      store.update(changes::apply);
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private boolean isRegistered() {
    return Ran.cmsh("--root", root.toString(), "-c", "softwareimage; list")
        .out()
        .contains(IMAGE.name());
  }

  private void assertRefused(Ran ran, String... words) {
    assertThat(ran.exitCode()).as(ran.out()).isNotZero();
    assertThat(ran.err()).contains(words).doesNotContain("Exception", "EPERM", "EROFS", "unlinkat");
    assertThat(isRegistered()).isTrue();
    assertThat(tree.resolve("etc/motd")).exists();
    assertThat(root.resolve("cm/.cm-image-staging")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void protectedFilesAreNamedWithTheirCureBeforeAnythingIsChanged(Door door) throws Exception {
    for (String flag : List.of("+i", "+a")) {
      for (String protectedPath : List.of("etc/motd", "etc", "")) {
        Path path = tree.resolve(protectedPath);
        assumeTrue(run("chattr", flag, path.toString()) == 0, "needs a file system with chattr");
        assertRefused(door.delete(root), path.toString(), "chattr -i -a", "immutable");
        run("chattr", "-i", "-a", path.toString());
      }
    }
    assertThat(door.delete(root).exitCode()).isZero();
    assertThat(tree).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void partsThatAreLockedAreNamedWithTheirCure(Door door) throws Exception {
    String own = "/cm/images/" + IMAGE.name();
    change(c -> lock(c, own + "/boot", "yes"));
    assertRefused(
        door.delete(root), "locked in cmsh: " + own + "/boot", "fspart; unlock " + own + "/boot");
    change(c -> lock(c, own, "yes"));
    assertRefused(
        door.delete(root),
        "locked in cmsh: " + own + ", " + own + "/boot",
        "fspart; unlock " + own + " " + own + "/boot");
    String cure = "fspart; unlock " + own + " " + own + "/boot";
    assertThat(Ran.cmsh("--root", root.toString(), "-c", cure).exitCode()).isZero();
    assertThat(door.delete(root).exitCode()).isZero();
  }

  private static ChangeSet lock(ClusterSnapshot cluster, String part, String locked) {
    return ChangeSet.of(cluster)
        .put(cluster.find(EntityType.FS_PART, part).orElseThrow().with(FsPart.LOCKED, locked))
        .build();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aProcessInTheTreeIsNamed(Door door) throws Exception {
    Process process =
        new ProcessBuilder("sleep", "1000").directory(tree.resolve("etc").toFile()).start();
    try {
      assertRefused(door.delete(root), "in use by process " + process.pid() + " (sleep)");
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(door.delete(root).exitCode()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aProcessInWhatStagingHoldsForTheTreeIsNamed(Door door) throws Exception {
    Path staged =
        Files.createDirectories(root.resolve("cm/.cm-image-staging").resolve(IMAGE.name()));
    Process process = new ProcessBuilder("sleep", "1000").directory(staged.toFile()).start();
    try {
      Ran ran = door.delete(root);
      assertThat(ran.exitCode()).as(ran.out()).isNotZero();
      assertThat(ran.err()).contains(staged + " is in use by process " + process.pid());
      assertThat(isRegistered()).isTrue();
      assertThat(tree.resolve("etc/motd")).exists();
      assertThat(staged).exists();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(door.delete(root).exitCode()).isZero();
    assertThat(staged).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void mountsAndReadOnlyFileSystemsAreNamed(Door door) throws Exception {
    Path point = tree.resolve("etc");
    assumeTrue(run("mount", "--bind", point.toString(), point.toString()) == 0, "needs mount");
    try {
      assertRefused(door.delete(root), "mounted at or below " + tree + ": " + point, "umount");
    } finally {
      run("umount", point.toString());
    }
    assumeTrue(run("mount", "--bind", images.toString(), images.toString()) == 0, "needs mount");
    try {
      run("mount", "-o", "remount,ro,bind", images.toString());
      assertRefused(door.delete(root), "mounted read-only", "remount,rw");
    } finally {
      run("umount", images.toString());
    }
    assertThat(door.delete(root).exitCode()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void aTreeThatIsNoDirectoryIsNotFollowed(Door door) throws Exception {
    Path moved = Files.createDirectory(root.resolve("disk2")).resolve("image");
    Files.move(tree, moved);
    Files.createSymbolicLink(tree, moved);
    Ran ran = door.delete(root);
    assertThat(ran.exitCode()).isNotZero();
    assertThat(ran.err())
        .contains(tree + " is a symbolic link to " + moved)
        .doesNotContain("head node's own", "SYMLINK");
    assertThat(isRegistered()).isTrue();
    assertThat(moved.resolve("etc/motd")).exists();
  }

  @Test
  void theHeadNodesOwnIsToldFromATreeThatWasMoved() throws Exception {
    Path own = images.resolve("default-image");
    Files.move(tree, own);
    Files.createSymbolicLink(tree, Path.of("default-image"));
    Ran refused = remove();
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("head node's own");
    Files.move(own, root.resolve("elsewhere"));
    assertThat(remove().exitCode()).as("the link leads nowhere").isZero();
  }

  /** Whatever became of the tree, its entities can be removed, and what is there is told. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "link",
        "relative",
        "dangling",
        "loop",
        "file",
        "fifo",
        "gone",
        "mount",
        "above",
        "file above",
        "dangling above"
      })
  void entitiesCanAlwaysBeRemoved(String fate) throws Exception {
    Path other = root.resolve("disk2");
    Files.createDirectory(other);
    if (fate.equals("mount")) {
      assumeTrue(run("mount", "-t", "tmpfs", "none", tree.toString()) == 0, "needs mount");
    } else {
      Files.move(fate.endsWith("above") ? images : tree, other.resolve("moved"));
    }
    String expected = meets(fate, other);
    try {
      assertVerifiedOrExplained();
      Ran ran = remove();
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.out()).contains(expected);
      assertThat(isRegistered()).isFalse();
    } finally {
      if (fate.equals("mount")) {
        run("umount", tree.toString());
      }
    }
  }

  /** A tree that can be reached is examined; of another it is told what is there. */
  private void assertVerifiedOrExplained() {
    Ran ran = Ran.cmImage("verify", IMAGE.name(), "--root", root.toString());
    if (Files.isDirectory(tree)) {
      assertThat(ran.exitCode()).isEqualTo(6);
      assertThat(ran.out()).contains(": FAILED; ");
    } else {
      assertThat(ran.exitCode()).isEqualTo(2);
      assertThat(ran.err())
          .contains(
              "expected its tree in " + tree + ", found ",
              "cm-image remove swimage -d debian12 -a x86_64")
          .doesNotContain("Exception");
    }
  }

  private String meets(String fate, Path other) throws Exception {
    return switch (fate) {
      case "link" -> linked(tree, other.resolve("moved"));
      case "relative" -> linked(tree, Path.of("../../disk2/moved"));
      case "dangling" -> linked(tree, Path.of("/nowhere")) + ", which does not exist";
      case "loop" -> linked(tree, tree.getFileName()) + ", which does not exist";
      case "file" -> {
        Files.writeString(tree, "");
        yield "is a file";
      }
      case "fifo" -> {
        run("mkfifo", tree.toString());
        yield "is a FIFO";
      }
      case "above" -> {
        Files.createSymbolicLink(images, other.resolve("moved"));
        yield "stays as it is";
      }
      case "file above" -> {
        Files.writeString(images, "");
        yield "there was no tree at " + tree;
      }
      case "dangling above" -> {
        Files.createSymbolicLink(images, Path.of("/nowhere"));
        yield "there was no tree at " + tree;
      }
      case "mount" -> "stays as it is";
      default -> "there was no tree at " + tree;
    };
  }

  private static String linked(Path link, Path target) throws IOException {
    Files.createSymbolicLink(link, target);
    return link + " is a symbolic link to " + target;
  }

  private Ran remove() {
    return Ran.cmImage(
        "remove", "swimage", "-d", "debian12", "-a", "x86_64", "--root", root.toString());
  }

  private Path odd(String percentEncoded) throws IOException {
    Path path = Path.of(URI.create("file://" + images + "/" + percentEncoded));
    return Files.createDirectory(path);
  }

  /** Names of any bytes are listed escaped, asked for, and erased; what cannot be erased stays. */
  @Test
  void orphansOfOddNames() throws Exception {
    List<Path> odd =
        List.of(
            odd("caf%e9"),
            odd("two%0alines"),
            odd("%1b%5b2J"),
            odd("-rf"),
            odd("%c3%a4"),
            odd("back%5cslash"),
            odd("n".repeat(255)));
    Path fixed = odd("fixed");
    assumeTrue(run("chattr", "+i", fixed.toString()) == 0, "needs a file system with chattr");
    Ran listed = orphans("", "--dry-run");
    assertThat(listed.exitCode()).as(listed.err()).isZero();
    assertThat(listed.out())
        .contains(
            images + "/caf\\xe9",
            images + "/two\\x0alines",
            images + "/\\x1b[2J",
            images + "/-rf",
            images + "/\u00e4",
            images + "/back\\x5cslash",
            images + "/fixed",
            "left alone: immutable");
    assertThat(listed.out()).doesNotContain("\u001b");
    Ran json = orphans("", "--dry-run", "--output", "json");
    assertThat(json.out()).contains("/caf\\\\xe9", "/two\\\\x0alines", "\"obstacle\"");
    Ran erased = orphans("y\n".repeat(odd.size()), "-f");
    assertThat(erased.exitCode()).as(erased.err()).isZero();
    assertThat(erased.out()).contains("Erased " + images + "/caf\\xe9");
    for (Path path : odd) {
      assertThat(Files.exists(path, LinkOption.NOFOLLOW_LINKS)).as(path.toString()).isFalse();
    }
    assertThat(fixed).exists();
    assertThat(tree.resolve("etc/motd")).exists();
  }

  private Ran orphans(String answers, String... options) {
    String[] arguments = new String[options.length + 4];
    arguments[0] = "remove";
    arguments[1] = "--orphans";
    arguments[2] = "--root";
    arguments[3] = root.toString();
    System.arraycopy(options, 0, arguments, 4, options.length);
    return Ran.answering(answers, arguments);
  }
}
