package org.cmimage.cli.killed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cmimage.cli.CmImage;
import org.cmimage.cli.Ran;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.record.ComponentRecords;
import org.cmimage.core.staging.StagingDirectory;
import org.cmimage.model.ComponentKind;
import org.cmimage.model.ComponentName;
import org.cmimage.model.change.ComponentRegistration;
import org.cmimage.model.change.ComponentRemoval;
import org.cmimage.model.change.NewCluster;
import org.cmimage.model.snapshot.ClusterSnapshot;
import org.cmimage.model.store.ClusterStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real processes on real files, killed at every change to the disk and at any time: never a half
 * component in its place, never an entity without its tree, and the same command again comes to its
 * end.
 */
@Tag("root")
class KilledRunTest {
  /** More changes than any run here makes. */
  private static final int TOO_MANY = 300;

  private static final String TOOL = "apps/tool/bin/tool";
  private static final ComponentName SHARED =
      new ComponentName(ComponentKind.CM_SHARED, KilledRun.ARCH_OS);

  @TempDir private Path directory;
  private Path root;

  @BeforeEach
  void setUp() throws Exception {
    root = directory.resolve("cluster");
    Files.createDirectories(root.resolve("etc/cm-image"));
    Files.writeString(
        root.resolve("etc/cm-image/cm-image.yaml"),
        "headnode: {hostname: head, architecture: x86_64, distribution: debian12}\n");
    Files.createDirectories(root.resolve("cm/images"));
    Path source = directory.resolve("source");
    makeTree(source, "new");
    Process tar =
        new ProcessBuilder("tar", "-C", source.toString(), "-czf", root + "/archive.tar.gz", ".")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
  }

  @Test
  void aRemovalIsKilledAtEveryChange() throws Exception {
    int changes =
        killAtEveryChange(
            "remove",
            () -> {
              makeTree(layout().tree(SHARED), "old");
              register();
            },
            this::assertAllRemoved);
    assertThat(changes).isGreaterThan(10);
  }

  @Test
  void anAdditionIsKilledAtEveryChange() throws Exception {
    killAtEveryChange(
        "add", () -> makeTree(layout().tree(SHARED), "old"), () -> assertRegistered("old"));
  }

  @Test
  void anImportIsKilledAtEveryChange() throws Exception {
    int changes = killAtEveryChange("import", () -> {}, () -> assertRegistered("new"));
    assertThat(changes).isGreaterThan(20);
  }

  @Test
  void aReplacementIsKilledAtEveryChange() throws Exception {
    killAtEveryChange(
        "replace",
        () -> {
          makeTree(layout().tree(SHARED), "old");
          new KilledRun(0).run("add", root);
        },
        () -> assertRegistered("new"));
  }

  /** What changes nothing on the disk by itself, such as writing records, is met by chance. */
  @ParameterizedTest
  @ValueSource(longs = {400, 700, 1000})
  void theCommandIsKilledAtAnyTime(long milliseconds) throws Exception {
    for (ComponentKind kind : ComponentKind.values()) {
      Path tree = layout().tree(new ComponentName(kind, KilledRun.ARCH_OS));
      makeTree(tree, "old");
      for (int i = 0; i < 1000; i++) {
        Files.writeString(Files.createDirectories(tree.resolve("d" + i % 50)).resolve("f" + i), "");
      }
    }
    register();
    Process command = command();
    if (!command.waitFor(milliseconds, TimeUnit.MILLISECONDS)) {
      command.destroyForcibly().waitFor();
    }
    for (ComponentKind kind : ComponentKind.values()) {
      ComponentName component = new ComponentName(kind, KilledRun.ARCH_OS);
      Path tree = layout().tree(component);
      if (Files.exists(tree) || isRegistered(component)) {
        try (Stream<Path> files = Files.walk(tree)) {
          assertThat(files.count()).isEqualTo(1056);
        }
      }
    }
    Ran again = remove();
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(Ran.cmImage("remove", "--orphans", "-f", "--root", root.toString()).exitCode())
        .isZero();
    assertAllRemoved();
  }

  @Test
  void ofTwoCommandsAtOnceOneWorksAndTheOtherSaysWhoDoes() throws Exception {
    for (ComponentKind kind : ComponentKind.values()) {
      makeTree(layout().tree(new ComponentName(kind, KilledRun.ARCH_OS)), "old");
    }
    register();
    List<Process> both = new ArrayList<>(List.of(command(), command()));
    int working = 0;
    for (Process process : both) {
      String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
      int exitCode = process.waitFor();
      working += exitCode == 0 ? 1 : 0;
      if (exitCode != 0) {
        long other = both.get(1 - both.indexOf(process)).pid();
        assertThat(exitCode).as(err).isEqualTo(3);
        assertThat(err).contains("(process " + other + ", remove ");
      }
    }
    assertThat(working).as("the later one may come when all is done").isPositive();
    assertAllRemoved();
  }

  /** A step of a test. */
  private interface Step {
    void run() throws Exception;
  }

  /** Returns how many changes the run makes. */
  private int killAtEveryChange(String verb, Step prepare, Step assertDone) throws Exception {
    for (int nth = 1; nth < TOO_MANY; nth++) {
      reset();
      prepare.run();
      Map<String, String> before = files(layout().tree(SHARED));
      Process killed = java(KilledRun.class, verb, root.toString(), Integer.toString(nth));
      String err = new String(killed.getErrorStream().readAllBytes(), UTF_8);
      int exitCode = killed.waitFor();
      if (exitCode == 0) {
        assertDone.run();
        return nth - 1;
      }
      assertThat(exitCode).as("change %d: %s", nth, err).isEqualTo(KilledRun.KILLED);
      assertOldOrNew(before, nth);
      new KilledRun(0).run(verb, root);
      assertDone.run();
    }
    return fail("the run never came to its end");
  }

  private void assertOldOrNew(Map<String, String> before, int nth) throws Exception {
    Map<String, String> now = files(layout().tree(SHARED));
    Map<String, String> after = files(directory.resolve("source"));
    assertThat(now).as("change %d", nth).isIn(before, after, Map.of());
    if (isRegistered(SHARED)) {
      assertThat(now).as("change %d", nth).isNotEmpty();
    }
  }

  private void assertRegistered(String version) throws Exception {
    assertThat(isRegistered(SHARED)).isTrue();
    assertThat(files(layout().tree(SHARED))).containsEntry("version", version);
    assertThat(root.resolve("cm").resolve(StagingDirectory.CONTAINER)).doesNotExist();
    assertThat(ComponentRecords.of(layout()).isUnfinished(SHARED)).isFalse();
  }

  private void assertAllRemoved() throws Exception {
    for (ComponentKind kind : ComponentKind.values()) {
      ComponentName component = new ComponentName(kind, KilledRun.ARCH_OS);
      assertThat(isRegistered(component)).isFalse();
      assertThat(layout().tree(component)).doesNotExist();
    }
    Path staging = root.resolve("cm").resolve(StagingDirectory.CONTAINER);
    if (Files.exists(staging)) {
      assertThat(staging).as("removed last").isEmptyDirectory();
    }
    assertThat(ComponentRecords.of(layout()).files().isEmpty()).isTrue();
  }

  private void reset() throws IOException {
    for (String made : new String[] {"cm", "var"}) {
      if (Files.exists(root.resolve(made))) {
        try (Stream<Path> files = Files.walk(root.resolve(made))) {
          for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
    Files.createDirectories(root.resolve("cm/images"));
  }

  private static void makeTree(Path tree, String version) throws IOException {
    ByteBuffer elf = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}).putShort(16, (short) 3);
    elf.putShort(18, (short) 0xb7); // EM_AARCH64
    Files.createDirectories(tree.resolve(TOOL).getParent());
    Files.write(tree.resolve(TOOL), elf.array());
    Files.writeString(tree.resolve("version"), version);
  }

  /** What a tree holds; nothing where there is none. */
  private static Map<String, String> files(Path tree) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(tree)) {
      try (Stream<Path> all = Files.walk(tree)) {
        for (Path file : all.toList()) {
          String content =
              Files.isRegularFile(file)
                  ? Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1)
                  : "";
          files.put(tree.relativize(file).toString(), content);
        }
      }
    }
    return files;
  }

  private ClusterLayout layout() {
    return ClusterLayout.below(root);
  }

  private void register() throws Exception {
    try (ClusterStore store = Stores.open(layout())) {
      store.update(NewCluster.of("head", KilledRun.ARCH_OS)::changes);
      store.update(
          c -> ComponentRegistration.softwareImage(c, KilledRun.ARCH_OS, "6.1", Instant.EPOCH));
      store.update(c -> ComponentRegistration.nodeInstaller(c, KilledRun.ARCH_OS));
      store.update(c -> ComponentRegistration.cmShared(c, KilledRun.ARCH_OS));
    }
  }

  private boolean isRegistered(ComponentName component) throws Exception {
    try (ClusterStore store = Stores.look(layout())) {
      ClusterSnapshot cluster = store.snapshot();
      return !ComponentRemoval.entities(cluster, component).isEmpty();
    }
  }

  private static String[] removal(Path root) {
    return new String[] {
      "remove", "all", "-d", "debian12", "-a", "aarch64", "--erase", "-f", "--root", root.toString()
    };
  }

  private Ran remove() {
    return Ran.cmImage(removal(root));
  }

  private Process command() throws IOException {
    return java(CmImage.class, removal(root));
  }

  private static Process java(Class<?> main, String... arguments) throws IOException {
    List<String> argv =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    argv.addAll(List.of(arguments));
    return new ProcessBuilder(argv)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
        .start();
  }
}
