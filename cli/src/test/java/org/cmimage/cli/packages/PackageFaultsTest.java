package org.cmimage.cli.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.cmimage.cli.Ran;
import org.cmimage.cli.Terminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong while packages of an image change: the old image stays, or there is the new. */
@Tag("root")
class PackageFaultsTest {
  private static final String NAME = PackagedImage.NAME;

  @TempDir private Path root;
  private PackagedImage image;

  @BeforeEach
  void setUp() throws Exception {
    image = PackagedImage.in(root);
    image.offer("extra", "1", "", Map.of());
  }

  private void assertRefused(Ran ran, String... words) throws IOException {
    assertThat(ran.exitCode()).as(ran.out()).isNotZero();
    assertThat(ran.err())
        .contains(words)
        .doesNotContain("internal error", "Exception", "ENOSPC", "EBUSY");
    assertNothingIsLeft();
    assertThat(image.run(NAME, "--list").out()).doesNotContain("extra");
    assertThat(root.resolve("var/lib/cm-image/manifests/" + NAME + ".mtree")).exists();
  }

  private void assertNothingIsLeft() throws IOException {
    assertThat(root.resolve("cm/.cm-image-staging")).doesNotExist();
    Path journals = root.resolve("var/lib/cm-image/journal");
    if (Files.exists(journals)) {
      assertThat(journals).isEmptyDirectory();
    }
    assertThat(root.resolve("var/lib/cm-image/former/" + NAME + "/pending")).doesNotExist();
  }

  @Test
  void namesThatLeadNowhereAreToldWithWhatIsLike() throws Exception {
    assertRefused(image.run(NAME, "--install", "extar"), "no repository has it", "extra");
    image.installed("spare", "1", "");
    assertRefused(image.run(NAME, "--remove", "spar"), "it is not installed", "spare");
    assertRefused(
        image.run(NAME, "--update", "extra"),
        "cannot update package extra: it is not installed",
        "--install extra");
  }

  @Test
  void whatEverySystemNeedsStays() throws Exception {
    image.installed("needs-base", "1", "Priority: required\nDepends: spare\n");
    image.installed("spare", "1", "");
    assertRefused(image.run(NAME, "--remove", "base"), "cannot remove base", "essential");
    assertRefused(image.run(NAME, "--remove", "spare"), "needs-base");
    image.offer("hostile", "1", "Conflicts: base\n", Map.of());
    assertRefused(image.run(NAME, "--install", "hostile"), "hostile", "base");
  }

  /** The script is mended in the image, and the same command does not go on with the old copy. */
  @Test
  void aScriptThatFailsIsNamedAndTheNextRunTakesTheMendedOne() throws Exception {
    image.installed("broken", "1", "");
    image.script("broken", "prerm", "exit 7");
    image.writeManifest("MADE_ELSEWHERE");
    Ran refused = image.run(NAME, "--remove", "broken");
    assertRefused(refused, "broken", "pre-removal script", "exit status 7", "run it again: ");
    assertThat(refused.err()).doesNotContain("resume");
    assertThat(image.run(NAME, "--list").out()).contains("broken");
    image.script("broken", "prerm", "exit 0");
    Ran removed = image.run(NAME, "--remove", "broken");
    assertThat(removed.exitCode()).as(removed.err()).isZero();
    assertThat(image.run(NAME, "--list").out()).doesNotContain("broken");
  }

  @Test
  void heldPackagesStayUnlessReleased() throws Exception {
    image.entered("spare", "1", "hold ok installed", "");
    image.offer("spare", "2", "", Map.of());
    assertRefused(image.run(NAME, "--update", "spare"), "spare", "held", "apt-mark unhold spare");
    assertRefused(image.run(NAME, "--remove", "spare"), "held");
    Ran all = image.run(NAME, "--update-all");
    assertThat(all.exitCode()).as(all.err()).isZero();
    assertThat(image.run(NAME, "--list").out()).containsPattern("spare +1 ");
  }

  @Test
  void nothingIsDowngradedUnasked() throws Exception {
    image.installed("spare", "2", "");
    image.offer("spare", "1", "", Map.of());
    for (String way : List.of("--install", "--update")) {
      Ran ran = image.run(NAME, way, "spare");
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.out()).contains("Nothing to do");
    }
    Ran asked = image.run(NAME, "--install", "spare=1");
    assertThat(asked.exitCode()).as(asked.err()).isZero();
    assertThat(image.run(NAME, "--list").out()).containsPattern("spare +1 ");
  }

  @Test
  void packagesOfOtherArchitecturesStayAsTheyAre() throws Exception {
    image.write("var/lib/dpkg/arch", PackagedImage.architecture() + "\nriscv64\n");
    image.installed("foreign", "1", "Multi-Arch: same\n");
    Path status = image.tree().resolve("var/lib/dpkg/status");
    String text = Files.readString(status);
    int at = text.lastIndexOf("Architecture: all");
    Files.writeString(
        status, text.substring(0, at) + "Architecture: riscv64" + text.substring(at + 17));
    Path info = image.tree().resolve("var/lib/dpkg/info");
    for (String kind : List.of("list", "md5sums")) {
      Files.move(info.resolve("foreign." + kind), info.resolve("foreign:riscv64." + kind));
    }
    Ran ran = image.run(NAME, "--install", "extra");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(image.run(NAME, "--list").out()).containsPattern("foreign +1 +riscv64 +installed");
  }

  @Test
  void packagesThatDpkgLeftHalfDoneAreTold() throws Exception {
    image.entered("half", "1", "install ok half-configured", "");
    assertRefused(
        image.run(NAME, "--install", "extra"), "half", "half-configured", "dpkg --configure -a");
  }

  private static void run(String... command) throws Exception {
    assumeTrue(new ProcessBuilder(command).inheritIO().start().waitFor() == 0, command[0]);
  }

  /** The file system of the images has room for less than is needed. */
  @ParameterizedTest
  @ValueSource(strings = {"before", "copy", "unpack"})
  void aFullDiskLeavesTheOldImage(String when) throws Exception {
    boolean copy = when.equals("copy");
    image.offer("large", "1", "Installed-Size: 1\n", Map.of(), copy ? 0 : 300);
    if (copy) {
      PackagedImage.fill(image.tree().resolve("usr/large"), 320);
      image.writeManifest("MADE_ELSEWHERE");
    }
    Path kept = root.resolve("kept");
    Files.move(root.resolve("cm"), kept);
    Path mounted = Files.createDirectory(root.resolve("cm"));
    int size =
        switch (when) {
          case "before" -> 120;
          case "copy" -> 320 + 40 + 270;
          default -> 40 + 270;
        };
    run("mount", "-t", "tmpfs", "-o", "size=" + size + "m", "none", mounted.toString());
    try {
      run("cp", "-a", kept + "/.", mounted.toString());
      Ran ran = image.run(NAME, "--install", "large,extra");
      assertRefused(ran, "free");
      assertThat(ran.err().contains("cannot start")).isEqualTo(when.equals("before"));
      assertThat(ran.err().contains("fetch and unpack")).isNotEqualTo(when.equals("before"));
    } finally {
      run("umount", mounted.toString());
    }
  }

  /** No room for the records: the trees have not been exchanged, or both are whole. */
  @ParameterizedTest
  @ValueSource(ints = {140, 170, 200, 230, 260, 290})
  void aFullDiskOfRecordsLeavesTheOldImageOrTheNew(int kibibytes) throws Exception {
    Path records = root.resolve("var/lib/cm-image");
    Path kept = root.resolve("records");
    Files.move(records, kept);
    Files.createDirectory(records);
    run("mount", "-t", "tmpfs", "-o", "size=" + kibibytes + "k", "none", records.toString());
    try {
      assumeTrue(
          new ProcessBuilder("cp", "-a", kept + "/.", records.toString()).start().waitFor() == 0,
          "too small for what is there");
      Ran ran = image.run(NAME, "--install", "extra");
      assertThat(ran.err()).doesNotContain("internal error", "Exception", "ENOSPC");
      run("mount", "-o", "remount,size=8m", records.toString());
      assertThat(image.tree().resolve("usr/share/base/file")).exists();
      Ran again = image.run(NAME, "--install", "extra");
      assertThat(again.exitCode()).as(again.err()).isZero();
      assertNothingIsLeft();
      assertThat(image.run(NAME, "--list").out()).contains("extra");
      assertThat(image.run(NAME, "--rollback").exitCode()).isZero();
      assertThat(image.run(NAME, "--list").out()).doesNotContain("extra");
    } finally {
      run("umount", records.toString());
    }
  }

  @Test
  void mountsInTheImageAreToldBeforeTheWork() throws Exception {
    Path point = Files.createDirectories(image.tree().resolve("mnt"));
    run("mount", "-t", "tmpfs", "none", point.toString());
    try {
      Ran ran = image.run(NAME, "--install", "extra");
      assertRefused(ran, "mounted at or below", "mnt", "umount");
      assertThat(ran.err()).doesNotContain("configure..");
      Files.createDirectories(root.resolve("var/lib/cm-image/former"));
    } finally {
      run("umount", point.toString());
    }
  }

  @Test
  void aProcessInTheImageGoesOnInTheTreeThatWas() throws Exception {
    Process process =
        new ProcessBuilder("sleep", "1000").directory(image.tree().resolve("etc").toFile()).start();
    try {
      Ran ran = image.run(NAME, "--install", "extra");
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.err())
          .contains(
              "in use by process " + process.pid() + " (sleep)", "which keeps the former tree");
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process startChange(String... words) throws IOException {
    List<String> argv =
        new ArrayList<>(
            List.of(
                Terminal.java(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                Terminal.classPath(),
                "org.cmimage.cli.CmImage",
                "--output",
                "json"));
    argv.addAll(image.words(NAME, words));
    return new ProcessBuilder(argv).redirectErrorStream(true).start();
  }

  /** SIGKILL as soon as a stage begins, while it works. */
  @ParameterizedTest
  @ValueSource(strings = {"plan", "unpack", "provision", "scrub", "verify", "publish", "register"})
  void aChangeThatIsKilledIsDoneByTheNextCommand(String stage) throws Exception {
    image.offer("slow", "1", "", Map.of("postinst", "sleep 2"));
    Process process = startChange("--install", "slow,extra");
    List<String> seen = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        seen.add(line);
        if (line.contains("\"" + stage + "\"") && line.contains("tarted")) {
          // the process itself would close the stream too
          process.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(process.waitFor()).as(String.join("\n", seen)).isEqualTo(137);
    String after = image.run(NAME, "--list").out();
    assertThat(after.contains("slow")).isEqualTo(after.contains("extra"));
    assertThat(image.tree().resolve("usr/share/base/file")).exists();

    Ran again = image.run(NAME, "--install", "slow,extra");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertNothingIsLeft();
    assertThat(image.run(NAME, "--list").out()).contains("slow", "extra");
    assertThat(image.run(NAME, "--history").out()).contains("slow (not installed) -> 1");
    assertThat(root.resolve("var/lib/cm-image/manifests/" + NAME + ".mtree")).exists();
    assertThat(image.run(NAME, "--rollback").exitCode()).isZero();
    assertThat(image.run(NAME, "--list").out()).doesNotContain("slow", "extra");
    try (Stream<Path> former = Files.list(root.resolve("cm/.cm-image-former"))) {
      assertThat(former).hasSize(1);
    }
  }
}
