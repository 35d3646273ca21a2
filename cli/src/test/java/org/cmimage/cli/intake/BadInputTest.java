package org.cmimage.cli.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cmimage.cli.Ran;
import org.cmimage.cli.SmallTrees;
import org.cmimage.core.ClusterLayout;
import org.cmimage.core.cluster.Stores;
import org.cmimage.core.fault.ImageException;
import org.cmimage.model.store.ClusterStore;
import org.cmimage.model.store.StoreException;
import org.cmimage.sources.tar.TarFixture;
import org.cmimage.sources.tar.TarFixture.Header;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/**
 * Everything that can be wrong with what is imported or added: told with the entry, the exit code
 * says whose fault it is, and neither the cluster nor a directory beside it changes.
 */
@Tag("root")
class BadInputTest {
  private static final int BROKEN = 4;
  private static final int NOT_AS_ASKED = 6;
  private static final int CUTS = 40;
  private static final String IMAGE = "default-image-ubuntu2404-aarch64";

  @TempDir private Path directory;
  private Path root;
  private Path victim;

  /** A right image without the end mark, for wrong entries to follow. */
  private byte[] image = new byte[0];

  @BeforeEach
  void setUp() throws Exception {
    Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/tar")), "needs tar");
    victim = Files.createDirectories(directory.resolve("victim"));
    Files.createDirectory(victim.resolve("directory"));
    Files.writeString(victim.resolve("file"), "precious");
    Files.createSymbolicLink(victim.resolve("link"), Path.of("file"));
    root = directory.resolve("root");
    Path configuration = Files.createDirectories(root.resolve("etc/cm-image"));
    Files.writeString(
        configuration.resolve("cm-image.yaml"),
        "headnode: {hostname: head, architecture: x86_64, distribution: rocky8}\n");
    image = withoutEnd(pack(new SmallTrees(directory.resolve("right"), true)));
    assertThat(importing(write(new TarFixture().end(), "image.tar")).exitCode()).isZero();
  }

  private byte[] pack(SmallTrees tree) throws IOException, InterruptedException {
    tree.softwareImage();
    return tar(directory.resolve("right"));
  }

  private byte[] tar(Path tree) throws IOException, InterruptedException {
    Path archive = directory.resolve("packed.tar");
    Process tar =
        new ProcessBuilder(
                "tar", "-b1", "--format=gnu", "-C", tree.toString(), "-cf", archive.toString(), ".")
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    return Files.readAllBytes(archive);
  }

  private static byte[] withoutEnd(byte[] archive) {
    return Arrays.copyOf(archive, archive.length - 1024);
  }

  /** The right image, and what follows it. */
  private Path write(byte[] entries, String name) throws IOException {
    return Files.write(directory.resolve(name), Bytes.concat(image, entries));
  }

  private Ran importing(Path archive, String... options) {
    List<String> all =
        new ArrayList<>(List.of("import", "swimage", archive.toString(), "-f", "-a", "aarch64"));
    all.addAll(List.of("-d", "ubuntu2404", "--root", root.toString()));
    all.addAll(List.of(options));
    return Ran.answering("", all.toArray(String[]::new));
  }

  /** What must be the same before and after. */
  private record State(SortedMap<String, String> files, long version) {}

  private State state() throws IOException, ImageException, StoreException {
    SortedMap<String, String> files = dump(victim);
    files.putAll(dump(root.resolve("cm")));
    try (ClusterStore store = Stores.open(ClusterLayout.below(root))) {
      return new State(files, store.snapshot().version());
    }
  }

  private SortedMap<String, String> dump(Path place) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(place)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        files.put(path.toString(), describe(path));
      }
    }
    return files;
  }

  private String describe(Path path) throws IOException {
    // the time of /cm itself tells of staging directories that came and went
    String times = path.equals(root.resolve("cm")) ? "mode,uid" : "mode,uid,lastModifiedTime,nlink";
    String status =
        Files.readAttributes(path, "unix:" + times, LinkOption.NOFOLLOW_LINKS).toString();
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        ? status + Arrays.toString(Files.readAllBytes(path))
        : status;
  }

  private void leavesAllAsItIs(Trial trial) throws Exception {
    State before = state();
    trial.run();
    assertThat(state()).isEqualTo(before);
  }

  private interface Trial {
    void run() throws Exception;
  }

  private void refused(Path archive, int exitCode, String fact, String... options)
      throws Exception {
    leavesAllAsItIs(
        () -> {
          Ran ran = importing(archive, options);
          assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
          assertThat(ran.err()).contains(fact).hasSizeLessThan(3000);
        });
  }

  @ParameterizedTest
  @EnumSource(Trick.class)
  void aTrickIsRefused(Trick trick) throws Exception {
    Path archive = write(trick.entries(victim.toString()), "trick.tar");
    refused(archive, BROKEN, trick.fact());
    leavesAllAsItIs(
        () -> assertThat(Ran.cmImage("inspect", archive.toString()).exitCode()).isIn(0, BROKEN));
  }

  @ParameterizedTest
  @EnumSource(Replacement.class)
  void theLastOfANameCountsAndLeadsNowhere(Replacement replacement) throws Exception {
    SortedMap<String, String> before = dump(victim);
    Ran ran = importing(write(replacement.entries(victim.toString()), "replaced.tar"));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(dump(victim)).isEqualTo(before);
  }

  /** What a tree may hold although it looks as if it led out: names in it mean what is in it. */
  @Test
  void whatLooksLikeAWayOutStaysInside() throws Exception {
    byte[] evil = "evil".getBytes(UTF_8);
    TarFixture entries =
        new TarFixture()
            .file(victim + "/file", evil)
            .file("/opt/inside", evil)
            .header(new Header("etc/up", '2').text(157, "../".repeat(20) + "opt"))
            .file("etc/up/new", evil)
            .header(new Header("etc/hard", '1').text(157, "/opt/inside"))
            .header(new Header("etc/null", '3').text(329, "0000001").text(337, "0000003"));
    SortedMap<String, String> before = dump(victim);
    Ran ran = importing(write(entries.end(), "contained.tar"));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(dump(victim)).isEqualTo(before);
    Path tree = root.resolve("cm/images/" + IMAGE);
    assertThat(tree.resolve("opt/new")).hasContent("evil");
    assertThat(tree.resolve("etc/hard")).hasContent("evil");
    assertThat(victim.resolve("file")).hasContent("precious");
    // JUnit warns of links that lead out when it clears up
    Files.delete(tree.resolve("etc/up"));
  }

  /** At the byte of every part: in a header, in content, in the end mark, in the last block. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip", "xz", "zstd", "bzip2"})
  void aCutAnywhereIsNoticed(String compression) throws Exception {
    byte[] whole = compressed(compression);
    Path archive = directory.resolve("cut.tar");
    leavesAllAsItIs(
        () -> {
          for (int length = 0; length < whole.length - 1; length += 1 + whole.length / CUTS) {
            if (compression.equals("none") && length == image.length) {
              continue;
            }
            Files.write(archive, Arrays.copyOf(whole, length));
            Ran ran = importing(archive);
            assertThat(ran.exitCode()).as("%d bytes: %s", length, ran.err()).isEqualTo(BROKEN);
            assertThat(ran.err()).contains(archive.toString());
          }
        });
  }

  /** With a digest each flip is noticed, in a compressed archive most are without. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "gzip"})
  void aFlipAnywhereIsNoticed(String compression) throws Exception {
    byte[] whole = compressed(compression);
    String digest = Hashing.sha256().hashBytes(whole).toString();
    Path archive = directory.resolve("flipped.tar");
    leavesAllAsItIs(
        () -> {
          for (int at = 0; at < whole.length; at += 1 + whole.length / CUTS) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            Files.write(archive, flipped);
            Ran ran = importing(archive, "--sha256", digest);
            assertThat(ran.exitCode()).as("byte %d: %s", at, ran.err()).isEqualTo(BROKEN);
            assertThat(ran.err()).contains(archive.toString());
          }
        });
  }

  private byte[] compressed(String program) throws IOException, InterruptedException {
    byte[] whole = Bytes.concat(image, new byte[1024]);
    if (program.equals("none")) {
      return whole;
    }
    Path plain = Files.write(directory.resolve("whole.tar"), whole);
    Path file = directory.resolve("whole.compressed");
    Process process;
    try {
      process =
          new ProcessBuilder(program, "-c", plain.toString())
              .redirectOutput(file.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new TestAbortedException("needs " + program, e);
    }
    assertThat(process.waitFor()).isZero();
    return Files.readAllBytes(file);
  }

  @Test
  void whatIsNoArchiveIsToldWhatItIs() throws Exception {
    Path file = directory.resolve("wrong.tar.gz");
    Files.writeString(file, "This is no archive. ".repeat(100));
    refused(file, BROKEN, file + ": it is not a tar archive: it begins with \"This is no");
    Files.writeString(file, "<!DOCTYPE html><title>Log in</title>".repeat(30));
    refused(file, BROKEN, "it is a web page");
    Files.write(file, new byte[0]);
    refused(file, BROKEN, "it is empty");
    Files.write(file, new byte[10_240]);
    refused(file, BROKEN, file.toString());
    refused(victim, 2, "it is not a file");
    refused(Path.of("/dev/zero"), 2, "it is not a file");
    refused(directory.resolve("none.tar"), 2, "it does not exist");
  }

  @Test
  void whatIsNotOfTheVendorIsRefused() throws Exception {
    Path archive = write(new byte[1024], "image.tar");
    refused(archive, BROKEN, "expected SHA-256 000", "--sha256", "0".repeat(64));
    refused(archive, 2, "is not a SHA-256", "--sha256", "00");
    Path list = directory.resolve("SHA256SUMS");
    Files.writeString(list, "0".repeat(64) + "  image.tar\n");
    refused(archive, BROKEN, "it is not signed", "--checksums", list.toString());
    refused(archive, 2, "it does not exist", "--checksums", list + ".none");
  }

  @Test
  void whatIsSomethingElseIsRefused() throws Exception {
    Path foreign = directory.resolve("x86");
    new SmallTrees(foreign, false).softwareImage();
    refused(Files.write(directory.resolve("x86.tar"), tar(foreign)), NOT_AS_ASKED, "x86_64");
    Path shared = directory.resolve("shared");
    new SmallTrees(shared, true).applications();
    refused(
        Files.write(directory.resolve("shared.tar"), tar(shared)),
        NOT_AS_ASKED,
        "expected software image, found cm-shared");
    Path other = directory.resolve("other");
    new SmallTrees(other, true).softwareImage();
    Files.writeString(other.resolve("etc/os-release"), "ID=debian\nVERSION_ID=12\n");
    refused(Files.write(directory.resolve("other.tar"), tar(other)), NOT_AS_ASKED, "debian12");
    Path mixed = directory.resolve("mixed");
    new SmallTrees(mixed, true).softwareImage();
    Files.copy(foreign.resolve("usr/bin/sh"), mixed.resolve("usr/bin/foreign"));
    refused(
        Files.write(directory.resolve("mixed.tar"), tar(mixed)), NOT_AS_ASKED, "/usr/bin/foreign");
  }

  @Test
  void aDirectoryThatIsNoTreeIsNotRegistered() throws Exception {
    Path shared = root.resolve("cm/shared-ubuntu2404-aarch64");
    Path installer = root.resolve("cm/node-installer-ubuntu2404-aarch64");
    leavesAllAsItIs(
        () -> {
          added("all", 2, "expected its tree in " + installer + ", found nothing there");
          added("all", 2, "expected its tree in " + shared + ", found nothing there");
        });
    Files.createDirectories(shared);
    Files.createSymbolicLink(installer, victim);
    leavesAllAsItIs(
        () -> {
          added("cmshared", NOT_AS_ASKED, "found an empty directory");
          added("node-installer", NOT_AS_ASKED, "found no program at all");
        });
    Files.delete(installer);
    Files.writeString(installer, "a file");
    leavesAllAsItIs(() -> added("node-installer", 2, "found something that is not a directory"));
  }

  private void added(String component, int exitCode, String fact) {
    Ran ran =
        Ran.answering(
            "",
            List.of(
                    "create",
                    component,
                    "--add-only",
                    "-a",
                    "aarch64",
                    "-d",
                    "ubuntu2404",
                    "--root",
                    root.toString())
                .toArray(String[]::new));
    assertThat(ran.exitCode()).as(ran.err()).isEqualTo(exitCode);
    assertThat(ran.err()).contains(fact);
  }

  /** The cluster is on a file system of its own that has no room for the second image. */
  @Test
  void aDiskThatIsFullInTheMiddleIsTold() throws Exception {
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=70m", "tmpfs", disk.toString()), "needs mount");
    try {
      assertThat(run("cp", "-a", root + "/.", disk.toString())).isTrue();
      root = disk;
      byte[] noise = new byte[1 << 20];
      TarFixture entries = new TarFixture();
      for (int i = 0; i < 80; i++) {
        entries.file("etc/noise" + i, noise);
      }
      refused(write(entries.end(), "large.tar"), 3, "etc/noise");
    } finally {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }
}
