package org.cmimage.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.manifest.TreeManifest;
import org.cmimage.core.rootfs.Rootfs;
import org.cmimage.core.syscall.HostCalls;
import org.cmimage.model.ArchOs;
import org.cmimage.model.Architecture;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.Distribution;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.entity.Device;
import org.cmimage.model.snapshot.ChangeSet;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code remove} and {@code verify} on a small cluster. */
@Tag("root")
class RemoveCommandTest {
  private static final ArchOs ARCH_OS =
      new ArchOs(Architecture.AARCH64, Distribution.parse("debian12"));
  private static final ComponentName SHARED = new ComponentName(ComponentKind.CM_SHARED, ARCH_OS);
  private static final String REMOVE = "remove cmshared -d debian12 -a arm64";

  @TempDir private Path root;
  private Path tree;

  @BeforeEach
  void setUp() throws Exception {
    tree = ClusterLayout.below(root).tree(SHARED);
    Files.createDirectories(tree.resolve("apps/tool"));
    Files.writeString(tree.resolve("apps/tool/file"), "content");
    change(NewCluster.of("head", ARCH_OS)::changes);
    change(cluster -> ComponentRegistration.cmShared(cluster, ARCH_OS));
  }

  private void change(
      java.util.function.Function<org.cmimage.model.snapshot.ClusterSnapshot, ChangeSet> changes)
      throws Exception {
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      store.update(changes::apply);
    }
  }

  @Test
  void aDryRunTellsAllAndChangesNothing() {
    Ran ran = run("", REMOVE + " --erase --dry-run");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out().replace(root.toString(), ""))
        .isEqualTo(
            """
            Remove cm-shared shared-debian12-aarch64
              erase /cm/shared-debian12-aarch64 (3 files, 7 B)
              remove entity fspart /cm/shared-debian12-aarch64
              remove entity fsexports /cm/shared-debian12-aarch64@internalnet of device head
            """);
    assertThat(run("", REMOVE + " --dry-run --output json").out())
        .contains("\"event\":\"plan\"", "\"erase\":false");
    assertThat(tree).exists();
    assertThat(listed()).contains(SHARED.path());
  }

  @Test
  void withoutErasingTheTreeStaysAndTheWayBackIsTold() {
    Ran ran = run("", REMOVE);
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains(
            "Removed cm-shared shared-debian12-aarch64",
            tree + " stays as it is",
            "cm-image remove cmshared -d debian12 -a aarch64 --erase",
            "cm-image create cmshared -d debian12 -a aarch64 --add-only");
    assertThat(tree).exists();
    assertThat(listed()).doesNotContain(SHARED.path());

    Ran again = run("", REMOVE);
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("it is not registered", "--erase");
    assertThat(run("", REMOVE + " -f").out()).startsWith("Nothing to remove of cm-shared");
  }

  @Test
  void erasingIsAskedFor() {
    Ran unanswered = run("", REMOVE + " --erase");
    assertThat(unanswered.exitCode()).isEqualTo(2);
    assertThat(unanswered.err())
        .contains("Do you want to continue?(y/n): ", "no answer", "--force");
    Ran refused = run("what\nn\n", REMOVE + " --erase");
    assertThat(refused.exitCode()).isZero();
    assertThat(refused.out()).isEqualTo("Nothing is removed.\n");
    assertThat(tree).exists();
    Ran agreed = run("y\n", REMOVE + " --erase");
    assertThat(agreed.exitCode()).as(agreed.err()).isZero();
    assertThat(agreed.out()).contains("erased " + tree);
    assertThat(tree).doesNotExist();
    assertThat(tree.getParent()).isEmptyDirectory();
  }

  @Test
  void whoUsesItIsNamed() throws Exception {
    change(
        cluster -> {
          ChangeSet image =
              ComponentRegistration.softwareImage(cluster, ARCH_OS, "6.1", java.time.Instant.EPOCH);
          ChangeSet.Builder all = ChangeSet.of(cluster);
          image.puts().values().forEach(all::put);
          return all.put(Device.node("node001", "default-debian12-aarch64")).build();
        });
    Ran ran = run("", REMOVE + " --erase -f");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("in use by device node001", "--force");
    assertThat(tree).exists();
  }

  @Test
  void aWrongCallIsAnsweredWithItsCure() {
    assertThat(run("", "remove").err())
        .contains("nothing to remove: name a component or use --orphans");
    assertThat(run("", "remove cmshared -d debian12").err()).contains("--arch");
    assertThat(run("", "remove shard -d debian12 -a aarch64").err()).contains("choose COMPONENT");
    assertThat(run("", "remove cmshared -d debian13 -a aarch64").err())
        .contains("it is not registered", "registered are: shared-debian12-aarch64");
  }

  @Test
  void orphansAreListedAndThoseOfOthersAskedForOneByOne() throws Exception {
    Files.createDirectories(root.resolve("cm/.cm-image-staging/shared-debian11-aarch64/etc"));
    Path foreign = Files.createDirectories(root.resolve("cm/images/foreign/etc")).getParent();
    Path other = Files.createDirectories(root.resolve("cm/images/other/etc")).getParent();
    Ran listed = run("", "remove --orphans --dry-run");
    assertThat(listed.out()).contains("staging", foreign.toString(), other.toString());
    assertThat(run("", "remove --orphans").err()).contains("no answer");
    Ran erased = run("n\ny\n", "remove --orphans -f");
    assertThat(erased.exitCode()).as(erased.err()).isZero();
    assertThat(erased.out()).contains("Erased " + other).doesNotContain("Erased " + foreign);
    assertThat(foreign).exists();
    assertThat(other).doesNotExist();
    assertThat(root.resolve("cm/.cm-image-staging")).doesNotExist();
    assertThat(run("", "remove --orphans -f").out()).isEqualTo("Nothing is erased.\n");
    assertThat(foreign).as("nobody answered").exists();
    assertThat(run("y\n", "remove --orphans -f --output json").out())
        .contains("\"event\":\"erased\"", foreign.toString());
    assertThat(run("", "remove --orphans").out()).isEqualTo("There are no orphans.\n");
    assertThat(tree).exists();
  }

  @Test
  void whatIsWrongWithATreeIsToldInFull() {
    Ran ran = run("", "verify " + SHARED.name());
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.out()).contains("error: ", "warning: marker", ": FAILED; ", "3 files, 7 B");
    Ran json = run("", "verify " + SHARED.name() + " --output json");
    assertThat(json.exitCode()).isEqualTo(6);
    assertThat(ran.out()).contains("No manifest recorded; contents not compared.");
    assertThat(json.out()).contains("\"ok\" : false", "\"check\" : \"marker\"");
    assertThat(run("", "verify shared-debian12-aarch6").err())
        .contains("choose NAME: shared-debian12-aarch64");
  }

  @Test
  void changesSinceItWasPublishedAreToldAndDeepOnesAreReadFor() throws Exception {
    Path file = tree.resolve("apps/tool/file");
    try (Rootfs opened = Rootfs.open(HostCalls.installed(), tree)) {
      Path manifest = ClusterLayout.below(root).manifest(SHARED);
      Files.createDirectories(manifest.getParent());
      TreeManifest.of(opened).save(manifest);
    }
    String verify = "verify " + SHARED.name();
    assertThat(run("", verify + " --deep").out())
        .contains("Since it was published: 0 changed, 0 missing, 0 added");
    var time = Files.getLastModifiedTime(file);
    Files.writeString(file, "CONTENT");
    Files.setLastModifiedTime(file, time);
    assertThat(run("", verify).out()).contains("0 changed, 0 missing, 0 added");
    Ran deep = run("", verify + " --deep");
    assertThat(deep.exitCode()).isEqualTo(6);
    assertThat(deep.out())
        .contains("changed: /apps/tool/file: content: expected ", "1 changed, 0 missing");
    Files.delete(file);
    Ran json = run("", verify + " --output json");
    assertThat(json.exitCode()).isEqualTo(6);
    assertThat(json.out().replaceAll("\\s", ""))
        .contains("{\"path\":\"/apps/tool/file\",\"change\":\"missing\",\"facts\":[]}");
  }

  @Test
  void manyDifferencesAreSummedUpAndAllAreThereForTheAsking() throws Exception {
    try (Rootfs opened = Rootfs.open(HostCalls.installed(), tree)) {
      Path manifest = ClusterLayout.below(root).manifest(SHARED);
      Files.createDirectories(manifest.getParent());
      TreeManifest.of(opened).save(manifest);
    }
    for (int i = 0; i < 1500; i++) {
      Files.createFile(tree.resolve("apps/new\n" + i));
    }
    Files.delete(tree.resolve("apps/tool/file"));
    String verify = "verify " + SHARED.name();
    Ran summary = run("", verify);
    assertThat(summary.out().lines().count()).isLessThan(30);
    assertThat(summary.out())
        .contains(
            "added: /apps/new\\x0a1000\n",
            "added: and 1495 more; for all of them add --all",
            "missing: /apps/tool/file\n",
            "Since it was published: 2 changed, 1 missing, 1500 added");
    assertThat(run("", verify + " --all").out().lines().filter(l -> l.startsWith("added: ")))
        .hasSize(1500);
    assertThat(run("", verify + " --output json").out().split("\"extra\"", -1)).hasSize(1501);
  }

  private String listed() {
    return Ran.cmsh("--root", root.toString(), "-c", "fspart; list").out();
  }

  private Ran run(String answers, String call) {
    List<String> arguments = new ArrayList<>(List.of(call.split(" ")));
    arguments.addAll(List.of("--root", root.toString()));
    InputStream real = System.in;
    System.setIn(new ByteArrayInputStream(answers.getBytes(UTF_8)));
    try {
      return Ran.cmImage(arguments.toArray(String[]::new));
    } finally {
      System.setIn(real);
    }
  }
}
